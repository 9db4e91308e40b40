package money

import (
	_ "embed"
	"encoding/json"
	"slices"
	"sync"
)

//go:embed prices.json
var pricesJSON []byte

// A Price is that of one thing.
type Price struct {
	ID     string
	Price  float64
	Per    string // "hour" or "month"
	Source string
	Doubt  string
}

// Table is all that is known of prices.
type Table struct {
	Date, Region, Currency string
	HoursPerMonth          float64
	Prices                 []Price
}

// Prices is the table.
var Prices = sync.OnceValue(func() (t Table) {
	if err := json.Unmarshal(pricesJSON, &t); err != nil {
		panic(err)
	}
	return t
})

// month is what one of a thing costs in a month, and whether that is known.
func (t Table) month(id string) (float64, bool) {
	i := slices.IndexFunc(t.Prices, func(p Price) bool { return p.ID == id })
	if i < 0 {
		return 0, false
	}
	if t.Prices[i].Per == "hour" {
		return t.Prices[i].Price * t.HoursPerMonth, true
	}
	return t.Prices[i].Price, true
}

// An Item is one line of a bill.
type Item struct {
	What    string  `json:"what"`
	Count   float64 `json:"count"`
	Monthly float64 `json:"monthly"`
}

// A Bill is what a stack costs in a month.
type Bill struct {
	Items []Item  `json:"items"`
	Total float64 `json:"total"`
	// Unpriced are what the table has no price for, each with how many there are.
	Unpriced []string `json:"unpriced,omitempty"`
}

type bill struct {
	Bill
	table    Table
	unpriced map[string]int
}

func (b *bill) charge(what, id string, count float64) {
	monthly, known := b.table.month(id)
	if !known {
		b.unpriced[what]++
		return
	}
	if count == 0 {
		return
	}
	i := slices.IndexFunc(b.Items, func(item Item) bool { return item.What == what })
	if i < 0 {
		i = len(b.Items)
		b.Items = append(b.Items, Item{What: what})
	}
	b.Items[i].Count += count
	b.Items[i].Monthly += count * monthly
}
