// Package orders says what was bought, by whom, and where each order stands.
package orders

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"sync"
	"time"
)

const (
	pageSize     = 50
	retries      = 3
	taxPercent   = 19
	expiresAfter = 30 * 24 * time.Hour
)

// State is where an order stands.
type State string

const (
	Open      State = "open"
	Paid      State = "paid"
	Shipped   State = "shipped"
	Cancelled State = "cancelled"
)

var allowed = map[State][]State{
	Open: {Paid, Cancelled},
	Paid: {Shipped, Cancelled},
}

// ErrNotFound says that there is no such order.
var ErrNotFound = errors.New("no such order")

// Line is one position of an order; prices are in cents.
type Line struct {
	SKU       string `json:"sku"`
	Quantity  int    `json:"quantity"`
	UnitPrice int64  `json:"unit_price"`
}

// Order is what was bought.
type Order struct {
	ID       int64     `json:"id"`
	Customer string    `json:"customer"`
	State    State     `json:"state"`
	Lines    []Line    `json:"lines"`
	Created  time.Time `json:"created"`
}

// Add puts a position into the order.
func (o *Order) Add(sku string, quantity int, unitPrice int64) error {
	if quantity <= 0 {
		return fmt.Errorf("quantity must be positive, not %d", quantity)
	}
	for i := range o.Lines {
		if o.Lines[i].SKU == sku && o.Lines[i].UnitPrice == unitPrice {
			o.Lines[i].Quantity += quantity
			return nil
		}
	}
	o.Lines = append(o.Lines, Line{SKU: sku, Quantity: quantity, UnitPrice: unitPrice})
	return nil
}

// Move changes the state of the order if that is allowed.
func (o *Order) Move(to State) error {
	for _, next := range allowed[o.State] {
		if next == to {
			o.State = to
			return nil
		}
	}
	return fmt.Errorf("order %d cannot go from %s to %s", o.ID, o.State, to)
}

// Net is the sum of the positions.
func (o *Order) Net() int64 {
	var sum int64
	for _, line := range o.Lines {
		sum += int64(line.Quantity) * line.UnitPrice
	}
	return sum
}

// Gross is the sum with tax.
func (o *Order) Gross() int64 {
	return o.Net() * (100 + taxPercent) / 100
}

// Expired says whether the order was left open for too long.
func (o *Order) Expired(now time.Time) bool {
	return o.State == Open && now.Sub(o.Created) > expiresAfter
}

// Store keeps orders in a database.
type Store struct {
	db    *sql.DB
	log   *slog.Logger
	mutex sync.Mutex
	seen  map[int64]time.Time
}

// Find returns one order.
func (s *Store) Find(ctx context.Context, id int64) (*Order, error) {
	row := s.db.QueryRowContext(ctx, "SELECT id, customer, state, lines, created FROM orders WHERE id = $1", id)
	return scan(row)
}

// Page returns some orders of a customer.
func (s *Store) Page(ctx context.Context, customer string, page int) ([]*Order, error) {
	rows, err := s.db.QueryContext(ctx,
		"SELECT id, customer, state, lines, created FROM orders WHERE customer = $1 ORDER BY id LIMIT $2 OFFSET $3",
		customer, pageSize, page*pageSize)
	if err != nil {
		return nil, fmt.Errorf("page of orders: %w", err)
	}
	defer rows.Close()
	var found []*Order
	for rows.Next() {
		order, err := scan(rows)
		if err != nil {
			return nil, err
		}
		found = append(found, order)
	}
	return found, rows.Err()
}

// Save writes an order, again if the database is busy.
func (s *Store) Save(ctx context.Context, order *Order) error {
	lines, err := json.Marshal(order.Lines)
	if err != nil {
		return err
	}
	for attempt := 0; attempt < retries; attempt++ {
		_, err = s.db.ExecContext(ctx,
			"INSERT INTO orders (id, customer, state, lines) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO UPDATE SET state = $3",
			order.ID, order.Customer, order.State, lines)
		if err == nil {
			s.mutex.Lock()
			s.seen[order.ID] = time.Now()
			s.mutex.Unlock()
			return nil
		}
		s.log.Warn("order not saved", "order", order.ID, "attempt", attempt, "error", err)
	}
	return fmt.Errorf("order %d could not be saved: %w", order.ID, err)
}

type scanner interface{ Scan(...any) error }

func scan(row scanner) (*Order, error) {
	var order Order
	var lines []byte
	err := row.Scan(&order.ID, &order.Customer, &order.State, &lines, &order.Created)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	return &order, json.Unmarshal(lines, &order.Lines)
}

// Show answers with one order.
func (s *Store) Show(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		http.Error(w, "not a number", http.StatusBadRequest)
		return
	}
	order, err := s.Find(r.Context(), id)
	if errors.Is(err, ErrNotFound) {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	if err != nil {
		s.log.Error("order not read", "order", id, "error", err)
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(order)
}
