// seccoder-example: 1
// title: Decode a weight that a kitchen scale broadcasts
// guideline: Check the length of a frame and every index taken from it before you use them.
// cwe: CWE-129
// apis: encoding/binary.BigEndian.Uint16
// applies: standard library
// --- secure ---
package scale

import (
	"encoding/binary"
	"errors"
)

var units = [...]string{"g", "kg", "oz", "lb"}

type Weight struct {
	Value uint16
	Unit  string
}

func Decode(frame []byte) (Weight, error) {
	if len(frame) < 4 || frame[0] != 0x5C {
		return Weight{}, errors.New("not a frame of the scale")
	}
	unit := int(frame[1])
	if unit >= len(units) {
		return Weight{}, errors.New("unknown unit")
	}
	return Weight{binary.BigEndian.Uint16(frame[2:4]), units[unit]}, nil
}
// --- vulnerable ---
package scale

import (
	"encoding/binary"
	"errors"
)

var units = [...]string{"g", "kg", "oz", "lb"}

type Weight struct {
	Value uint16
	Unit  string
}

func Decode(frame []byte) (Weight, error) {
	if frame[0] != 0x5C {
		return Weight{}, errors.New("not a frame of the scale")
	}
	unit := int(frame[1])
	return Weight{binary.BigEndian.Uint16(frame[2:4]), units[unit]}, nil
}
