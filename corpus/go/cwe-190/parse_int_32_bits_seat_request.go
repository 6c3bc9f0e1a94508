// seccoder-example: 1
// title: Take a requested number of seats from a bus
// guideline: Parse with the bit size of the target type; a conversion from int wraps without an error.
// cwe: CWE-190, CWE-681
// apis: strconv.ParseInt
// applies: standard library
// --- secure ---
package bus

import (
	"fmt"
	"strconv"
)

type Trip struct {
	FreeSeats int32
}

func (t *Trip) Reserve(text string) error {
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil || n < 1 {
		return fmt.Errorf("%q is not a number of seats", text)
	}
	seats := int32(n)
	if seats > t.FreeSeats {
		return fmt.Errorf("only %d seats left", t.FreeSeats)
	}
	t.FreeSeats -= seats
	return nil
}
// --- vulnerable ---
package bus

import (
	"fmt"
	"strconv"
)

type Trip struct {
	FreeSeats int32
}

func (t *Trip) Reserve(text string) error {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return fmt.Errorf("%q is not a number of seats", text)
	}
	seats := int32(n)
	if seats > t.FreeSeats {
		return fmt.Errorf("only %d seats left", t.FreeSeats)
	}
	t.FreeSeats -= seats
	return nil
}
