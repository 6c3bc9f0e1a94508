// seccoder-example: 1
// title: Count the free bikes at several docks with pgx
// guideline: Match a list of values with ANY($1) and one slice argument, not with a pasted IN list.
// cwe: CWE-89
// apis: github.com/jackc/pgx/v5/pgxpool.Pool.Query, github.com/jackc/pgx/v5.CollectRows
// applies: pgx, postgresql
// --- secure ---
package docks

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

type Dock struct {
	Code  string
	Bikes int
}

func FreeBikes(ctx context.Context, pool *pgxpool.Pool, codes []string) ([]Dock, error) {
	rows, err := pool.Query(ctx,
		"SELECT code, bikes FROM docks WHERE code = ANY($1) ORDER BY code", codes)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Dock])
}
// --- vulnerable ---
package docks

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

type Dock struct {
	Code  string
	Bikes int
}

func FreeBikes(ctx context.Context, pool *pgxpool.Pool, codes []string) ([]Dock, error) {
	rows, err := pool.Query(ctx,
		"SELECT code, bikes FROM docks WHERE code IN ('"+strings.Join(codes, "', '")+"') ORDER BY code")
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Dock])
}
