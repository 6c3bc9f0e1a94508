// seccoder-example: 1
// title: Poll the pollen forecast of a weather service
// guideline: Close a response body on every path; each open one keeps a connection and a descriptor.
// cwe: CWE-772, CWE-404
// apis: net/http.Response.Body, net/http.Client.Do
// applies: standard library
// --- secure ---
package pollen

import (
	"context"
	"encoding/xml"
	"fmt"
	"net/http"
	"time"
)

type Forecast struct {
	Plant string `xml:"plant"`
	Level int    `xml:"level"`
}

var client = &http.Client{Timeout: 10 * time.Second}

func Poll(ctx context.Context, link string) (*Forecast, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, link, nil)
	if err != nil {
		return nil, err
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("pollen service answered %s", resp.Status)
	}
	var forecast Forecast
	body := http.MaxBytesReader(nil, resp.Body, 64<<10)
	if err := xml.NewDecoder(body).Decode(&forecast); err != nil {
		return nil, fmt.Errorf("read forecast: %w", err)
	}
	return &forecast, nil
}
// --- vulnerable ---
package pollen

import (
	"context"
	"encoding/xml"
	"fmt"
	"net/http"
	"time"
)

type Forecast struct {
	Plant string `xml:"plant"`
	Level int    `xml:"level"`
}

var client = &http.Client{Timeout: 10 * time.Second}

func Poll(ctx context.Context, link string) (*Forecast, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, link, nil)
	if err != nil {
		return nil, err
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("pollen service answered %s", resp.Status)
	}
	var forecast Forecast
	body := http.MaxBytesReader(nil, resp.Body, 64<<10)
	if err := xml.NewDecoder(body).Decode(&forecast); err != nil {
		return nil, fmt.Errorf("read forecast: %w", err)
	}
	return &forecast, nil
}
