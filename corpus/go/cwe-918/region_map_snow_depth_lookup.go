// seccoder-example: 1
// title: Fetch the snow depth of a station from its region's service
// guideline: Look the host up in a fixed map and encode parameters; never build a host from input.
// cwe: CWE-918
// apis: net/url.Values.Encode, net/http.Client.Do
// applies: standard library
// --- secure ---
package snow

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

var services = map[string]string{
	"alps":  "https://alps.snow.example.org",
	"tatra": "https://tatra.snow.example.org",
}

var client = &http.Client{Timeout: 5 * time.Second}

func Depth(ctx context.Context, region, station string) (cm int, err error) {
	base, ok := services[region]
	if !ok {
		return 0, fmt.Errorf("unknown region %q", region)
	}
	query := url.Values{"station": {station}}.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/v1/depth?"+query, nil)
	if err != nil {
		return 0, err
	}
	resp, err := client.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("snow service answered %s", resp.Status)
	}
	err = json.NewDecoder(http.MaxBytesReader(nil, resp.Body, 4096)).Decode(&cm)
	return cm, err
}
// --- vulnerable ---
package snow

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

var client = &http.Client{Timeout: 5 * time.Second}

func Depth(ctx context.Context, region, station string) (cm int, err error) {
	base := "https://" + region + ".snow.example.org"
	query := url.Values{"station": {station}}.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/v1/depth?"+query, nil)
	if err != nil {
		return 0, err
	}
	resp, err := client.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("snow service answered %s", resp.Status)
	}
	err = json.NewDecoder(http.MaxBytesReader(nil, resp.Body, 4096)).Decode(&cm)
	return cm, err
}
