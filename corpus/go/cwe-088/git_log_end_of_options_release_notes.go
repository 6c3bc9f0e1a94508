// seccoder-example: 1
// title: List the commit subjects of a requested release
// guideline: Check the form of a revision and put --end-of-options before it.
// cwe: CWE-88
// apis: os/exec.CommandContext, regexp.Regexp.MatchString
// applies: standard library, git
// --- secure ---
package releases

import (
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"strings"
	"time"
)

var revision = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$`)

func Notes(ctx context.Context, repo, tag string) ([]string, error) {
	if !revision.MatchString(tag) {
		return nil, fmt.Errorf("%q is not a release", tag)
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, "git", "-C", repo, "log", "--max-count=50",
		"--format=%s", "--end-of-options", tag, "--").Output()
	if err != nil {
		return nil, fmt.Errorf("git log: %w", err)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n"), nil
}
// --- vulnerable ---
package releases

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

func Notes(ctx context.Context, repo, tag string) ([]string, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, "git", "-C", repo, "log", "--max-count=50",
		"--format=%s", tag, "--").Output()
	if err != nil {
		return nil, fmt.Errorf("git log: %w", err)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n"), nil
}
