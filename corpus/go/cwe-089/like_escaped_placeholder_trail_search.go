// seccoder-example: 1
// title: Search hiking trails by a part of their name
// guideline: Escape LIKE wildcards in the value and still pass the pattern as a placeholder argument.
// cwe: CWE-89, CWE-155
// apis: database/sql.DB.QueryContext, strings.Replacer.Replace
// applies: standard library, postgresql
// --- secure ---
package trails

import (
	"context"
	"database/sql"
	"errors"
	"strings"
)

var likeEscaper = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

func Search(ctx context.Context, db *sql.DB, part string) ([]string, error) {
	if len(part) < 3 || len(part) > 60 {
		return nil, errors.New("search text must have 3 to 60 bytes")
	}
	rows, err := db.QueryContext(ctx,
		`SELECT name FROM trails WHERE name ILIKE $1 ESCAPE '\' ORDER BY name LIMIT 50`,
		"%"+likeEscaper.Replace(part)+"%")
	if err != nil {
		return nil, err
	}
	defer rows.Close()

	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}
// --- vulnerable ---
package trails

import (
	"context"
	"database/sql"
	"errors"
)

func Search(ctx context.Context, db *sql.DB, part string) ([]string, error) {
	if len(part) < 3 || len(part) > 60 {
		return nil, errors.New("search text must have 3 to 60 bytes")
	}
	rows, err := db.QueryContext(ctx,
		"SELECT name FROM trails WHERE name ILIKE '%"+part+"%' ORDER BY name LIMIT 50")
	if err != nil {
		return nil, err
	}
	defer rows.Close()

	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}
