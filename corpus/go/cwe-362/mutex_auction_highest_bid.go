// seccoder-example: 1
// title: Accept a bid only when it beats the highest one
// guideline: Hold one mutex over the check and the change that depends on it.
// cwe: CWE-362
// apis: sync.Mutex.Lock
// applies: standard library
// --- secure ---
package auction

import (
	"errors"
	"sync"
)

var ErrTooLow = errors.New("bid is not higher than the last one")

type Lot struct {
	mu     sync.Mutex
	bidder string
	cents  int64
}

func (l *Lot) Bid(bidder string, cents int64) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if cents <= l.cents {
		return ErrTooLow
	}
	l.bidder, l.cents = bidder, cents
	return nil
}

func (l *Lot) Highest() (string, int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.bidder, l.cents
}
// --- vulnerable ---
package auction

import "errors"

var ErrTooLow = errors.New("bid is not higher than the last one")

type Lot struct {
	bidder string
	cents  int64
}

func (l *Lot) Bid(bidder string, cents int64) error {
	if cents <= l.cents {
		return ErrTooLow
	}
	l.bidder, l.cents = bidder, cents
	return nil
}

func (l *Lot) Highest() (string, int64) {
	return l.bidder, l.cents
}
