// seccoder-example: 1
// title: Import a CSV upload of meter readings
// guideline: Wrap a request body in http.MaxBytesReader before anything collects what it holds.
// cwe: CWE-770, CWE-400
// apis: net/http.MaxBytesReader, encoding/csv.Reader.ReadAll
// applies: standard library
// --- secure ---
package meters

import (
	"encoding/csv"
	"log"
	"net/http"
	"strconv"
)

type Reading struct {
	Meter string
	Watts uint32
}

func Import(save func([]Reading) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		in := csv.NewReader(http.MaxBytesReader(w, r.Body, 1<<20))
		in.FieldsPerRecord = 2
		rows, err := in.ReadAll()
		if err != nil {
			http.Error(w, "file is too large or not valid CSV", http.StatusBadRequest)
			return
		}
		readings := make([]Reading, 0, len(rows))
		for _, row := range rows {
			watts, err := strconv.ParseUint(row[1], 10, 32)
			if err != nil {
				http.Error(w, "reading is not a number", http.StatusBadRequest)
				return
			}
			readings = append(readings, Reading{row[0], uint32(watts)})
		}
		if err := save(readings); err != nil {
			log.Printf("save readings: %v", err)
			http.Error(w, "readings not saved", http.StatusInternalServerError)
		}
	}
}
// --- vulnerable ---
package meters

import (
	"encoding/csv"
	"log"
	"net/http"
	"strconv"
)

type Reading struct {
	Meter string
	Watts uint32
}

func Import(save func([]Reading) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		in := csv.NewReader(r.Body)
		in.FieldsPerRecord = 2
		rows, err := in.ReadAll()
		if err != nil {
			http.Error(w, "file is not valid CSV", http.StatusBadRequest)
			return
		}
		readings := make([]Reading, 0, len(rows))
		for _, row := range rows {
			watts, err := strconv.ParseUint(row[1], 10, 32)
			if err != nil {
				http.Error(w, "reading is not a number", http.StatusBadRequest)
				return
			}
			readings = append(readings, Reading{row[0], uint32(watts)})
		}
		if err := save(readings); err != nil {
			log.Printf("save readings: %v", err)
			http.Error(w, "readings not saved", http.StatusInternalServerError)
		}
	}
}
