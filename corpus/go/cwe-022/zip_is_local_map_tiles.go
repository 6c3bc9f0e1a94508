// seccoder-example: 1
// title: Unpack a zip archive of map tiles into a folder
// guideline: Skip what is no regular file and refuse entry names that filepath.IsLocal rejects.
// cwe: CWE-22
// apis: archive/zip.Reader, path/filepath.IsLocal, os.WriteFile
// applies: standard library
// --- secure ---
package tiles

import (
	"archive/zip"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

const maxTile, maxTiles = 256 << 10, 2000

func Unpack(archive *zip.Reader, dir string) error {
	for i, f := range archive.File {
		if !f.Mode().IsRegular() {
			continue
		}
		if i >= maxTiles || f.UncompressedSize64 > maxTile || !filepath.IsLocal(f.Name) {
			return fmt.Errorf("tile %q refused", f.Name)
		}
		if err := unpackTile(f, filepath.Join(dir, f.Name)); err != nil {
			return err
		}
	}
	return nil
}

func unpackTile(f *zip.File, path string) error {
	in, err := f.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	data, err := io.ReadAll(io.LimitReader(in, maxTile+1))
	if err != nil || len(data) > maxTile {
		return fmt.Errorf("tile %q is damaged or too large", f.Name)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o640)
}
// --- vulnerable ---
package tiles

import (
	"archive/zip"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

const maxTile, maxTiles = 256 << 10, 2000

func Unpack(archive *zip.Reader, dir string) error {
	for i, f := range archive.File {
		if !f.Mode().IsRegular() {
			continue
		}
		if i >= maxTiles || f.UncompressedSize64 > maxTile {
			return fmt.Errorf("tile %q refused", f.Name)
		}
		if err := unpackTile(f, filepath.Join(dir, f.Name)); err != nil {
			return err
		}
	}
	return nil
}

func unpackTile(f *zip.File, path string) error {
	in, err := f.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	data, err := io.ReadAll(io.LimitReader(in, maxTile+1))
	if err != nil || len(data) > maxTile {
		return fmt.Errorf("tile %q is damaged or too large", f.Name)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o640)
}
