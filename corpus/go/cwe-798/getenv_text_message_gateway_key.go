// seccoder-example: 1
// title: Send a text message through a gateway with an API key
// guideline: Take keys from the environment or a secret store and stop when they are missing.
// cwe: CWE-798
// apis: os.Getenv, net/http.Header.Set
// applies: standard library
// --- secure ---
package texting

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

var client = &http.Client{Timeout: 10 * time.Second}

func Send(ctx context.Context, to, text string) error {
	key := os.Getenv("TEXT_GATEWAY_KEY")
	if key == "" {
		return errors.New("TEXT_GATEWAY_KEY is not set")
	}
	form := url.Values{"to": {to}, "text": {text}}.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost,
		"https://text.example.org/v2/messages", strings.NewReader(form))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Authorization", "Bearer "+key)
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusAccepted {
		return fmt.Errorf("text gateway answered %s", resp.Status)
	}
	return nil
}
// --- vulnerable ---
package texting

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const key = "change-me"

var client = &http.Client{Timeout: 10 * time.Second}

func Send(ctx context.Context, to, text string) error {
	form := url.Values{"to": {to}, "text": {text}}.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost,
		"https://text.example.org/v2/messages", strings.NewReader(form))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Authorization", "Bearer "+key)
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusAccepted {
		return fmt.Errorf("text gateway answered %s", resp.Status)
	}
	return nil
}
