// seccoder-example: 1
// title: Store an uploaded event poster
// guideline: Take the extension of an upload from the decoded image format, never from its file name.
// cwe: CWE-434
// apis: image.DecodeConfig, os.CreateTemp, mime/multipart.File
// applies: standard library
// --- secure ---
package posters

import (
	"errors"
	"image"
	_ "image/jpeg"
	_ "image/png"
	"io"
	"mime/multipart"
	"os"
	"path/filepath"
)

var extensions = map[string]string{"png": ".png", "jpeg": ".jpg"}

// Store expects a body limited by http.MaxBytesReader and files served with nosniff.
func Store(dir string, upload multipart.File) (string, error) {
	config, format, err := image.DecodeConfig(upload)
	if err != nil {
		return "", err
	}
	extension, ok := extensions[format]
	if !ok || config.Width > 6000 || config.Height > 6000 {
		return "", errors.New("poster must be PNG or JPEG with at most 6000 pixels a side")
	}
	if _, err := upload.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	out, err := os.CreateTemp(dir, "poster-*"+extension)
	if err != nil {
		return "", err
	}
	_, err = io.Copy(out, upload)
	if err = errors.Join(err, out.Close()); err != nil {
		os.Remove(out.Name())
		return "", err
	}
	return filepath.Base(out.Name()), nil
}
// --- vulnerable ---
package posters

import (
	"errors"
	"io"
	"mime/multipart"
	"os"
	"path/filepath"
)

// Store expects a body limited by http.MaxBytesReader and files served with nosniff.
func Store(dir string, upload multipart.File, header *multipart.FileHeader) (string, error) {
	extension := filepath.Ext(header.Filename)
	out, err := os.CreateTemp(dir, "poster-*"+extension)
	if err != nil {
		return "", err
	}
	_, err = io.Copy(out, upload)
	if err = errors.Join(err, out.Close()); err != nil {
		os.Remove(out.Name())
		return "", err
	}
	return filepath.Base(out.Name()), nil
}
