// seccoder-example: 1
// title: Write a backup of patient records to a new file
// guideline: Create files with private data with os.OpenFile, O_EXCL and mode 0600; not with os.Create.
// cwe: CWE-732, CWE-276
// apis: os.OpenFile, os.File.Sync
// applies: standard library
// --- secure ---
package backup

import (
	"encoding/json"
	"os"
)

type Patient struct {
	ID        int64  `json:"id"`
	Name      string `json:"name"`
	Diagnosis string `json:"diagnosis"`
}

func Write(path string, patients []Patient) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	err = json.NewEncoder(f).Encode(patients)
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		os.Remove(path)
	}
	return err
}
// --- vulnerable ---
package backup

import (
	"encoding/json"
	"os"
)

type Patient struct {
	ID        int64  `json:"id"`
	Name      string `json:"name"`
	Diagnosis string `json:"diagnosis"`
}

func Write(path string, patients []Patient) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	err = json.NewEncoder(f).Encode(patients)
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		os.Remove(path)
	}
	return err
}
