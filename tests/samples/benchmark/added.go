
// Report says how a period went.
type Report struct {
	Since   time.Time     `json:"since"`
	Until   time.Time     `json:"until"`
	Count   int           `json:"count"`
	Gross   int64         `json:"gross"`
	ByState map[State]int `json:"by_state"`
}

// Take counts an order in.
func (r *Report) Take(order *Order) {
	if order.Created.Before(r.Since) || !order.Created.Before(r.Until) {
		return
	}
	r.Count++
	r.Gross += order.Gross()
	r.ByState[order.State]++
}

// Report reads the orders of the last days.
func (s *Store) Report(ctx context.Context, days int) (*Report, error) {
	until := time.Now()
	report := &Report{Since: until.AddDate(0, 0, -days), Until: until, ByState: map[State]int{}}
	rows, err := s.db.QueryContext(ctx,
		"SELECT id, customer, state, lines, created FROM orders WHERE created >= $1", report.Since)
	if err != nil {
		return nil, fmt.Errorf("report of orders: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		order, err := scan(rows)
		if err != nil {
			return nil, err
		}
		report.Take(order)
	}
	return report, rows.Err()
}

// CancelExpired cancels what was left open for too long.
func (s *Store) CancelExpired(ctx context.Context, open []*Order) error {
	now := time.Now()
	for _, order := range open {
		if !order.Expired(now) {
			continue
		}
		if err := order.Move(Cancelled); err != nil {
			return err
		}
		if err := s.Save(ctx, order); err != nil {
			return err
		}
	}
	return nil
}
