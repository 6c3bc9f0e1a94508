// seccoder-example: 1
// title: Decompress the replay of a game that a player sent
// guideline: Read at most one byte more than the limit from a decompressor, then reject what is longer.
// cwe: CWE-409
// apis: compress/zlib.NewReader, io.LimitReader
// applies: standard library
// --- secure ---
package replay

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
)

const maxReplay = 8 << 20

func Inflate(packed []byte) ([]byte, error) {
	in, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("open replay: %w", err)
	}
	defer in.Close()
	replay, err := io.ReadAll(io.LimitReader(in, maxReplay+1))
	if err != nil {
		return nil, fmt.Errorf("read replay: %w", err)
	}
	if len(replay) > maxReplay {
		return nil, errors.New("replay is too large")
	}
	return replay, nil
}
// --- vulnerable ---
package replay

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
)

func Inflate(packed []byte) ([]byte, error) {
	in, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("open replay: %w", err)
	}
	defer in.Close()
	replay, err := io.ReadAll(in)
	if err != nil {
		return nil, fmt.Errorf("read replay: %w", err)
	}
	return replay, nil
}
