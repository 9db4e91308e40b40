package beanstalk

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"beanstalkline/internal/prop"
)

// WorkingHours are when an Auto Scaling group has the sizes of its Capacity; outside of them it has one instance. All
// fields are optional. They become two scheduled actions, WorkingHoursStart and WorkingHoursEnd.
//
// It is one instance and not none, because Elastic Beanstalk reports a failed managed update for each one that falls due
// while an environment has none (developer guide, "Pausing and resuming Elastic Beanstalk environments"), and visitors
// would get errors. What a load balancer and NAT gateways cost, they cost at night, too.
//
// A release that is deployed outside of working hours meets one instance, which a rolling deployment takes out of service
// meanwhile. A change of the environment then may bring the group back to its sizes until the next End. Platform updates
// work at any time.
type WorkingHours struct {
	// Days are the days on which working hours start, as in a cron expression: "MON-FRI", "MON,WED,FRI", "SAT,SUN".
	// Defaults to "MON-FRI".
	Days *string
	// Start is when they start, "00:00" to "23:59" in UTC, whatever the time of the year. Defaults to "07:00".
	Start *string
	// End is when they end, "00:00" to "24:00" in UTC; on the next day, if that is not after Start. Defaults to "19:00".
	End *string
	// Suspend leaves the group alone from now on. Set it to do without working hours, during them: Elastic Beanstalk
	// keeps scheduled actions that a template stops mentioning. Defaults to false.
	Suspend *bool
}

const workingHoursStart, workingHoursEnd = "WorkingHoursStart", "WorkingHoursEnd"

// resolveWorkingHours finds what is wrong with the working hours, and returns the actions that they become.
func resolveWorkingHours(problems *prop.Problems, hours *WorkingHours, group *AutoScalingGroup) []ScheduledAction {
	if hours == nil {
		return nil
	}
	if group == nil {
		problems.Say("WorkingHours", "set Capacity to &beanstalk.AutoScalingGroup{}, or destroy what is not needed overnight",
			"must be left out with a single instance, which Elastic Beanstalk always runs")
		return nil
	}
	start := clockTime(problems, "WorkingHours.Start", prop.Or(hours.Start, "07:00"), 24*60-1)
	end := clockTime(problems, "WorkingHours.End", prop.Or(hours.End, "19:00"), 24*60)
	days := weekdays(problems, "WorkingHours.Days", prop.Or(hours.Days, "MON-FRI"))
	least, most := group.sizes()
	if !prop.Unresolved(least) && !prop.Unresolved(most) && least > most {
		return nil // what matters then is their order
	}
	if !prop.Unresolved(most) && most < 2 && !problems.Of("Capacity.MaxSize") {
		problems.Say("WorkingHours", "raise MaxSize of Capacity, or leave them out",
			"must be left out with a MaxSize below 2, since they leave one instance, got %s", prop.Show(most))
	}
	for i, action := range group.Schedule {
		if action.Name == workingHoursStart || action.Name == workingHoursEnd {
			problems.MustBe(fmt.Sprintf("Capacity.Schedule[%d].Name", i), "different from the names of the actions of WorkingHours", action.Name)
		}
	}
	if problems.Within("WorkingHours") {
		return nil
	}
	if start == end {
		problems.Say("WorkingHours.End", `for whole days, write "00:00" and "24:00"`, "must differ from Start, got both at %s", prop.Quote(prop.Or(hours.End, "19:00")))
		return nil
	}
	starts, ends := days, days
	if end < start || end == 24*60 {
		ends = nextDays(days)
	}
	if end == start+24*60 { // the end of one day is the start of the next
		starts, ends = without(days, nextDays(days)), without(nextDays(days), days)
	}
	if len(starts) == 0 {
		problems.Say("WorkingHours", "leave them out", "must leave some time out, got all days from 00:00 to 24:00")
		return nil
	}
	one := 1.0
	return []ScheduledAction{
		{Name: workingHoursStart, Recurrence: recurrence(start, starts), MinSize: &least, MaxSize: &most},
		{Name: workingHoursEnd, Recurrence: recurrence(end, ends), MinSize: &one, MaxSize: &one},
	}
}

// table are the option settings of one of the actions.
func (h *WorkingHours) table(action ScheduledAction) table {
	rows := append(action.scheduleRows("WorkingHours"), row{
		name: "Suspend", field: "WorkingHours.Suspend", otherwise: strconv.FormatBool(prop.Or(h.Suspend, false)),
	})
	for i := range rows {
		rows[i].field, _, _ = strings.Cut(rows[i].field, ".") // it has no such fields
	}
	return table{"aws:autoscaling:scheduledaction", rows}
}

var clock = regexp.MustCompile(`^([01][0-9]|2[0-4]):([0-5][0-9])$`)

// clockTime is a time of the day in minutes.
func clockTime(problems *prop.Problems, field, given string, latest int) int {
	allowed := fmt.Sprintf(`a time in UTC from "00:00" to "%02d:%02d"`, latest/60, latest%60)
	parts := clock.FindStringSubmatch(given)
	if prop.Unresolved(given) || parts == nil {
		problems.MustBe(field, allowed+", known at synthesis", given)
		return 0
	}
	hour, _ := strconv.Atoi(parts[1])
	minute, _ := strconv.Atoi(parts[2])
	if hour*60+minute > latest {
		problems.MustBe(field, allowed, given)
	}
	return hour*60 + minute
}

var weekdayNames = []string{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}

// weekdays are the days in a list of days and ranges, 0 for Sunday, in their order.
func weekdays(problems *prop.Problems, field, given string) (days []int) {
	wrong := func() []int {
		problems.MustBe(field, `days such as "MON-FRI" or "SAT,SUN", known at synthesis`, given)
		return nil
	}
	if prop.Unresolved(given) || len(given) > 100 {
		return wrong()
	}
	for _, part := range strings.Split(given, ",") {
		from, to, ranged := strings.Cut(strings.TrimSpace(part), "-")
		first := slices.Index(weekdayNames, strings.ToUpper(from))
		last := first
		if ranged {
			last = slices.Index(weekdayNames, strings.ToUpper(to))
		}
		if first < 0 || last < 0 {
			return wrong()
		}
		for day := first; ; day = (day + 1) % 7 {
			if !slices.Contains(days, day) {
				days = append(days, day)
			}
			if day == last {
				break
			}
		}
	}
	slices.Sort(days)
	return days
}

// nextDays are the days after some days.
func nextDays(days []int) (next []int) {
	for _, day := range days {
		next = append(next, (day+1)%7)
	}
	slices.Sort(next)
	return next
}

func without(days, others []int) (rest []int) {
	for _, day := range days {
		if !slices.Contains(others, day) {
			rest = append(rest, day)
		}
	}
	return rest
}

// recurrence is a cron expression for a minute of some days.
func recurrence(minute int, days []int) string {
	names := make([]string, len(days))
	for i, day := range days {
		names[i] = weekdayNames[day]
	}
	which := strings.Join(names, ",")
	switch n := len(days); {
	case n == 7:
		which = "*"
	case n > 2 && days[n-1]-days[0] == n-1:
		which = names[0] + "-" + names[n-1]
	}
	return fmt.Sprintf("%d %d * * %s", minute%60, minute/60%24, which)
}
