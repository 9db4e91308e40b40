package beanstalk

import (
	"fmt"
	"strconv"
	"strings"

	"beanstalkline/internal/prop"
)

// ScheduledAction sets the sizes of a group at a given time. It needs a Name, a Recurrence or a StartTime, a
// MinSize and a MaxSize.
type ScheduledAction struct {
	// Name tells scheduled actions apart, 1 to 256 characters. Required.
	Name string
	// Recurrence is when the action is repeated, as a cron expression of five fields in UTC, such as "0 7 * * MON-FRI".
	// Defaults to once, at StartTime.
	Recurrence string
	// StartTime and EndTime are when the action first and last takes place, such as "2027-01-15T00:00:00Z". They
	// default to now and to no end.
	StartTime, EndTime string
	// MinSize and MaxSize are what the action sets, 0 to 10000. Required.
	MinSize, MaxSize *float64
	// DesiredCapacity is how many instances the action starts with, 0 to 10000. Left unchanged by default.
	DesiredCapacity *float64
}

// validateSchedule finds what is wrong with actions, which the option rules judge further.
func validateSchedule(problems *prop.Problems, schedule []ScheduledAction) {
	if n := len(schedule); n > 125 {
		problems.MustBe("Capacity.Schedule", "at most 125 actions, as many as an Auto Scaling group has", prop.Words(strconv.Itoa(n)))
		return
	}
	first := map[string]int{}
	for i, action := range schedule {
		field := fmt.Sprintf("Capacity.Schedule[%d]", i)
		earlier, repeated := first[action.Name]
		switch {
		case action.Name == "" || len([]rune(action.Name)) > 256 || !prop.Prints(action.Name):
			problems.MustBe(field+".Name", "1 to 256 printable characters", action.Name)
		case repeated:
			problems.MustBe(field+".Name", fmt.Sprintf("different from that of Schedule[%d]", earlier), action.Name)
		default:
			problems.Lookalike(field+".Name", action.Name)
		}
		first[action.Name] = i
		if action.Recurrence == "" && action.StartTime == "" {
			problems.Say(field, `set Recurrence, as in "0 7 * * MON-FRI", or StartTime`, "must have a Recurrence or a StartTime, got neither")
		}
		problems.Whole(field+".MinSize", action.MinSize, 0, 10000)
		problems.Whole(field+".MaxSize", action.MaxSize, 0, 10000)
		problems.Whole(field+".DesiredCapacity", action.DesiredCapacity, 0, 10000)
	}
}

// scheduleRows are the option settings of a scheduled action. They omit what the action leaves unchanged.
func (a ScheduledAction) scheduleRows(field string) []row {
	var rows []row
	for _, r := range []row{
		{name: "Recurrence", given: text(a.Recurrence)},
		{name: "StartTime", given: text(a.StartTime)},
		{name: "EndTime", given: text(a.EndTime)},
		{name: "MinSize", given: number(a.MinSize)},
		{name: "MaxSize", given: number(a.MaxSize)},
		{name: "DesiredCapacity", given: number(a.DesiredCapacity)},
	} {
		if r.given != nil {
			r.field = strings.Join([]string{field, r.name}, ".")
			rows = append(rows, r)
		}
	}
	return rows
}
