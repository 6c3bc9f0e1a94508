// seccoder-example: 1
// title: Find a hostel booking by its number and the guest's name
// guideline: Decode input into typed fields and build the filter from them; never decode into a filter.
// cwe: CWE-943
// apis: go.mongodb.org/mongo-driver/v2/mongo.Collection.FindOne, encoding/json.Decoder.Decode
// applies: mongo-driver
// --- secure ---
package hostel

import (
	"encoding/json"
	"errors"
	"log"
	"net/http"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
)

type Booking struct {
	Room   string `json:"room"`
	Nights int    `json:"nights"`
}

func Find(bookings *mongo.Collection) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var query struct{ Number, Guest string }
		err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1024)).Decode(&query)
		if err != nil {
			http.Error(w, "not a booking query", http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		filter := bson.M{"number": query.Number, "guest": query.Guest}
		var booking Booking
		err = bookings.FindOne(r.Context(), filter).Decode(&booking)
		if errors.Is(err, mongo.ErrNoDocuments) {
			http.NotFound(w, r)
		} else if err != nil {
			log.Printf("find booking: %v", err)
			http.Error(w, "bookings not available", http.StatusInternalServerError)
		} else if err := json.NewEncoder(w).Encode(booking); err != nil {
			log.Printf("write booking: %v", err)
		}
	}
}
// --- vulnerable ---
package hostel

import (
	"encoding/json"
	"errors"
	"log"
	"net/http"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
)

type Booking struct {
	Room   string `json:"room"`
	Nights int    `json:"nights"`
}

func Find(bookings *mongo.Collection) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var query map[string]any
		err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1024)).Decode(&query)
		if err != nil {
			http.Error(w, "not a booking query", http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		filter := bson.M{"number": query["number"], "guest": query["guest"]}
		var booking Booking
		err = bookings.FindOne(r.Context(), filter).Decode(&booking)
		if errors.Is(err, mongo.ErrNoDocuments) {
			http.NotFound(w, r)
		} else if err != nil {
			log.Printf("find booking: %v", err)
			http.Error(w, "bookings not available", http.StatusInternalServerError)
		} else if err := json.NewEncoder(w).Encode(booking); err != nil {
			log.Printf("write booking: %v", err)
		}
	}
}
