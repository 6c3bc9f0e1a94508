// seccoder-example: 1
// title: List the appointments of a doctor on one day
// guideline: Keep the SQL text constant and pass every value as a placeholder argument.
// cwe: CWE-89
// apis: database/sql.DB.QueryContext
// applies: standard library, mysql
// --- secure ---
package clinic

import (
	"context"
	"database/sql"
	"fmt"
)

type Appointment struct {
	Begins  string
	Patient string
}

func DaySchedule(ctx context.Context, db *sql.DB, doctor, day string) ([]Appointment, error) {
	rows, err := db.QueryContext(ctx,
		"SELECT begins, patient FROM appointments WHERE doctor = ? AND day = ? ORDER BY begins",
		doctor, day)
	if err != nil {
		return nil, fmt.Errorf("query schedule: %w", err)
	}
	defer rows.Close()

	var list []Appointment
	for rows.Next() {
		var a Appointment
		if err := rows.Scan(&a.Begins, &a.Patient); err != nil {
			return nil, fmt.Errorf("scan schedule: %w", err)
		}
		list = append(list, a)
	}
	return list, rows.Err()
}
// --- vulnerable ---
package clinic

import (
	"context"
	"database/sql"
	"fmt"
)

type Appointment struct {
	Begins  string
	Patient string
}

func DaySchedule(ctx context.Context, db *sql.DB, doctor, day string) ([]Appointment, error) {
	rows, err := db.QueryContext(ctx, fmt.Sprintf(
		"SELECT begins, patient FROM appointments WHERE doctor = '%s' AND day = '%s' ORDER BY begins",
		doctor, day))
	if err != nil {
		return nil, fmt.Errorf("query schedule: %w", err)
	}
	defer rows.Close()

	var list []Appointment
	for rows.Next() {
		var a Appointment
		if err := rows.Scan(&a.Begins, &a.Patient); err != nil {
			return nil, fmt.Errorf("scan schedule: %w", err)
		}
		list = append(list, a)
	}
	return list, rows.Err()
}
