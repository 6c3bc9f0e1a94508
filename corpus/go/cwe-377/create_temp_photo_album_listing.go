// seccoder-example: 1
// title: List the photos in a zip album that arrives as a stream
// guideline: Create temporary files with os.CreateTemp: new, with an unguessable name, for the owner only.
// cwe: CWE-377, CWE-378, CWE-59
// apis: os.CreateTemp, os.Remove, archive/zip.NewReader
// applies: standard library
// --- secure ---
package albums

import (
	"archive/zip"
	"errors"
	"io"
	"os"
)

const maxAlbum = 200 << 20

func Photos(album io.Reader) ([]string, error) {
	tmp, err := os.CreateTemp("", "album-*.zip")
	if err != nil {
		return nil, err
	}
	defer os.Remove(tmp.Name())
	defer tmp.Close()
	size, err := io.Copy(tmp, io.LimitReader(album, maxAlbum+1))
	if err != nil {
		return nil, err
	}
	if size > maxAlbum {
		return nil, errors.New("album is too large")
	}
	archive, err := zip.NewReader(tmp, size)
	if err != nil {
		return nil, err
	}
	names := make([]string, 0, len(archive.File))
	for _, f := range archive.File {
		names = append(names, f.Name)
	}
	return names, nil
}
// --- vulnerable ---
package albums

import (
	"archive/zip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
)

const maxAlbum = 200 << 20

func Photos(album io.Reader) ([]string, error) {
	tmp, err := os.Create(filepath.Join(os.TempDir(), "album-"+strconv.Itoa(os.Getpid())+".zip"))
	if err != nil {
		return nil, err
	}
	defer os.Remove(tmp.Name())
	defer tmp.Close()
	size, err := io.Copy(tmp, io.LimitReader(album, maxAlbum+1))
	if err != nil {
		return nil, err
	}
	if size > maxAlbum {
		return nil, errors.New("album is too large")
	}
	archive, err := zip.NewReader(tmp, size)
	if err != nil {
		return nil, err
	}
	names := make([]string, 0, len(archive.File))
	for _, f := range archive.File {
		names = append(names, f.Name)
	}
	return names, nil
}
