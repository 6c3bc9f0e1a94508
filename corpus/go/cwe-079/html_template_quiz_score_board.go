// seccoder-example: 1
// title: Show the score board of a quiz as a web page
// guideline: Render HTML with html/template, which escapes each value for its place; not text/template.
// cwe: CWE-79
// apis: html/template.Template.Execute
// applies: standard library
// --- secure ---
package quiz

import (
	"bytes"
	"html/template"
	"log"
	"net/http"
)

type Player struct {
	Name    string
	Website string
	Points  int
}

var board = template.Must(template.New("board").Parse(`<!doctype html>
<title>Scores</title>
<table>{{range .}}
<tr><td><a href="{{.Website}}">{{.Name}}</a></td><td>{{.Points}}</td></tr>{{end}}
</table>
`))

func ScoreBoard(top func() []Player) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var page bytes.Buffer
		if err := board.Execute(&page, top()); err != nil {
			log.Printf("score board: %v", err)
			http.Error(w, "score board not available", http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		page.WriteTo(w)
	}
}
// --- vulnerable ---
package quiz

import (
	"bytes"
	"log"
	"net/http"
	"text/template"
)

type Player struct {
	Name    string
	Website string
	Points  int
}

var board = template.Must(template.New("board").Parse(`<!doctype html>
<title>Scores</title>
<table>{{range .}}
<tr><td><a href="{{.Website}}">{{.Name}}</a></td><td>{{.Points}}</td></tr>{{end}}
</table>
`))

func ScoreBoard(top func() []Player) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var page bytes.Buffer
		if err := board.Execute(&page, top()); err != nil {
			log.Printf("score board: %v", err)
			http.Error(w, "score board not available", http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		page.WriteTo(w)
	}
}
