// seccoder-example: 1
// title: Schedule pickups from queued JSON messages
// guideline: Check optional pointer fields of decoded JSON for nil; a panic in a worker ends the process.
// cwe: CWE-476, CWE-754
// apis: encoding/json.Unmarshal
// applies: standard library
// --- secure ---
package pickups

import (
	"encoding/json"
	"log"
	"time"
)

type Order struct {
	ID     int64   `json:"id"`
	Window *Window `json:"window"`
}

type Window struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

func Work(messages <-chan []byte, schedule func(id int64, from, to time.Time)) {
	for message := range messages {
		var order Order
		if err := json.Unmarshal(message, &order); err != nil {
			log.Printf("skip message: %v", err)
			continue
		}
		if order.Window == nil {
			log.Printf("skip order %d: no window", order.ID)
			continue
		}
		schedule(order.ID, order.Window.From, order.Window.To)
	}
}
// --- vulnerable ---
package pickups

import (
	"encoding/json"
	"log"
	"time"
)

type Order struct {
	ID     int64   `json:"id"`
	Window *Window `json:"window"`
}

type Window struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

func Work(messages <-chan []byte, schedule func(id int64, from, to time.Time)) {
	for message := range messages {
		var order Order
		if err := json.Unmarshal(message, &order); err != nil {
			log.Printf("skip message: %v", err)
			continue
		}
		schedule(order.ID, order.Window.From, order.Window.To)
	}
}
