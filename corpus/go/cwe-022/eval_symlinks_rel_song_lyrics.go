// seccoder-example: 1
// title: Read the lyrics of a song below a root folder
// guideline: Resolve the path, then check with filepath.Rel that it is still below the root.
// cwe: CWE-22, CWE-59
// apis: path/filepath.EvalSymlinks, path/filepath.Rel, os.ReadFile
// applies: standard library
// --- secure ---
package lyrics

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

type Library struct{ root string }

func Open(root string) (*Library, error) {
	root, err := filepath.EvalSymlinks(root)
	if err != nil {
		return nil, err
	}
	root, err = filepath.Abs(root)
	return &Library{root}, err
}

func (l *Library) Lyrics(song string) (string, error) {
	path, err := filepath.EvalSymlinks(filepath.Join(l.root, song))
	if err != nil {
		return "", err
	}
	rel, err := filepath.Rel(l.root, path)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return "", fmt.Errorf("song %q: %w", song, fs.ErrNotExist)
	}
	text, err := os.ReadFile(path)
	return string(text), err
}
// --- vulnerable ---
package lyrics

import (
	"os"
	"path/filepath"
)

type Library struct{ root string }

func Open(root string) (*Library, error) {
	root, err := filepath.EvalSymlinks(root)
	if err != nil {
		return nil, err
	}
	root, err = filepath.Abs(root)
	return &Library{root}, err
}

func (l *Library) Lyrics(song string) (string, error) {
	path, err := filepath.EvalSymlinks(filepath.Join(l.root, song))
	if err != nil {
		return "", err
	}
	text, err := os.ReadFile(path)
	return string(text), err
}
