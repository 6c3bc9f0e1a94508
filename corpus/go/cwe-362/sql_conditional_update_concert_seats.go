// seccoder-example: 1
// title: Take seats from a concert's contingent in the database
// guideline: Put the condition into the UPDATE and look at the affected rows; do not read first.
// cwe: CWE-362, CWE-367
// apis: database/sql.DB.ExecContext, database/sql.Result.RowsAffected
// applies: standard library, postgresql
// --- secure ---
package concerts

import (
	"context"
	"database/sql"
	"errors"
)

var ErrSoldOut = errors.New("not enough seats left")

func TakeSeats(ctx context.Context, db *sql.DB, concert int64, seats int) error {
	if seats < 1 || seats > 8 {
		return errors.New("1 to 8 seats can be taken")
	}
	result, err := db.ExecContext(ctx,
		"UPDATE concerts SET seats_left = seats_left - $1 WHERE id = $2 AND seats_left >= $1",
		seats, concert)
	if err != nil {
		return err
	}
	changed, err := result.RowsAffected()
	if err == nil && changed == 0 {
		err = ErrSoldOut
	}
	return err
}
// --- vulnerable ---
package concerts

import (
	"context"
	"database/sql"
	"errors"
)

var ErrSoldOut = errors.New("not enough seats left")

func TakeSeats(ctx context.Context, db *sql.DB, concert int64, seats int) error {
	if seats < 1 || seats > 8 {
		return errors.New("1 to 8 seats can be taken")
	}
	var left int
	err := db.QueryRowContext(ctx,
		"SELECT seats_left FROM concerts WHERE id = $1", concert).Scan(&left)
	if err != nil {
		return err
	}
	if left < seats {
		return ErrSoldOut
	}
	_, err = db.ExecContext(ctx,
		"UPDATE concerts SET seats_left = $1 WHERE id = $2", left-seats, concert)
	return err
}
