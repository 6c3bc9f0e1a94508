// seccoder-example: 1
// title: Read a grade list that a teacher put into a drop folder
// guideline: Open a file once, check it through the open handle and read from that same handle.
// cwe: CWE-367, CWE-59
// apis: os.OpenFile, os.File.Stat, io.LimitReader
// applies: standard library, POSIX
// --- secure ---
package grades

import (
	"fmt"
	"io"
	"os"
	"syscall"
)

const maxSize = 1 << 20

func Load(path string) ([]byte, error) {
	// O_NONBLOCK keeps a named pipe in the folder from blocking the open call.
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxSize {
		return nil, fmt.Errorf("%q is not a grade list", path)
	}
	return io.ReadAll(io.LimitReader(f, info.Size()))
}
// --- vulnerable ---
package grades

import (
	"fmt"
	"os"
)

const maxSize = 1 << 20

func Load(path string) ([]byte, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxSize {
		return nil, fmt.Errorf("%q is not a grade list", path)
	}
	return os.ReadFile(path)
}
