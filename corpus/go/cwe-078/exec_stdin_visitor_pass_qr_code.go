// seccoder-example: 1
// title: Make a QR code for a visitor pass with qrencode
// guideline: Start the program itself, without a shell, and hand it text on standard input.
// cwe: CWE-78
// apis: os/exec.CommandContext, os/exec.Cmd.Stdin
// applies: standard library
// --- secure ---
package passes

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

func QRCode(ctx context.Context, text string) ([]byte, error) {
	if text == "" || len(text) > 500 {
		return nil, errors.New("pass text must have 1 to 500 bytes")
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, "qrencode", "--type=PNG", "--output=-")
	cmd.Stdin = strings.NewReader(text)
	png, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("qrencode: %w", err)
	}
	return png, nil
}
// --- vulnerable ---
package passes

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"time"
)

func QRCode(ctx context.Context, text string) ([]byte, error) {
	if text == "" || len(text) > 500 {
		return nil, errors.New("pass text must have 1 to 500 bytes")
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, "sh", "-c",
		fmt.Sprintf("echo -n '%s' | qrencode --type=PNG --output=-", text))
	png, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("qrencode: %w", err)
	}
	return png, nil
}
