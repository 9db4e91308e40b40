package beanstalk

import (
	"fmt"
	"math"

	"beanstalkline/internal/prop"
)

// Capacity is how many instances an environment has: [SingleInstance] or [AutoScalingGroup].
type Capacity interface{ capacity() }

// SingleInstance is one instance with an Elastic IP address, and no load balancer.
type SingleInstance struct{}

// AutoScalingGroup is a group of instances that grows and shrinks behind a load balancer. All fields are optional.
type AutoScalingGroup struct {
	// MinSize is the minimum number of instances in the group, 0 to 10000. Defaults to 2, so that one can fail, or to
	// MaxSize where that is less.
	MinSize *float64
	// MaxSize is the maximum number of instances in the group, 0 to 10000. Defaults to 4, or to MinSize or the
	// OnDemandBase of Spot where that is more.
	MaxSize *float64
	// Trigger says when instances are added and removed. Defaults to a trigger on the traffic that they send.
	Trigger *ScalingTrigger
	// Schedule changes the sizes at certain times, at most 125 actions (Amazon EC2 Auto Scaling, "Quotas"). Defaults to
	// none.
	Schedule []ScheduledAction
	// Spot lets a share of the instances be Spot Instances, which cost less and may be taken away with two minutes'
	// notice. Defaults to none.
	Spot *Spot
}

func (*SingleInstance) capacity()   {}
func (*AutoScalingGroup) capacity() {}

// resolveCapacity returns the group, nil for a single instance.
func resolveCapacity(problems *prop.Problems, c Capacity) *AutoScalingGroup {
	const allowed = "&beanstalk.SingleInstance{} or &beanstalk.AutoScalingGroup{}"
	if c != nil && prop.IsNil(c) {
		problems.MustBe("Capacity", allowed, nil)
		c = nil
	}
	group := &AutoScalingGroup{}
	switch c := c.(type) {
	case *SingleInstance:
		return nil
	case *AutoScalingGroup:
		*group = *c
	case nil:
	default:
		problems.MustBe("Capacity", allowed, prop.Words(fmt.Sprintf("a %T", c)))
	}
	for _, size := range []struct {
		field string
		value **float64
	}{{"Capacity.MinSize", &group.MinSize}, {"Capacity.MaxSize", &group.MaxSize}} {
		problems.Whole(size.field, *size.value, 0, 10000)
		if problems.Of(size.field) {
			*size.value = nil // what follows is judged with the default
		}
	}
	group.Trigger = resolveTrigger(problems, group.Trigger)
	validateSchedule(problems, group.Schedule)
	group.Spot = resolveSpot(problems, group.Spot)
	return group
}

// sizes are the minimum and the maximum number of instances. A default gives way to what was given.
func (g *AutoScalingGroup) sizes() (least, most float64) {
	least, most = prop.Or(g.MinSize, 2), prop.Or(g.MaxSize, 4)
	switch {
	case g.MinSize == nil && !prop.Unresolved(most):
		least = math.Min(least, most)
	case g.MaxSize == nil && !prop.Unresolved(least):
		most = math.Max(least, most)
	}
	if base := prop.Or(g.Spot, Spot{}).OnDemandBase; g.MaxSize == nil && base != nil && !prop.Unresolved(*base) && !prop.Unresolved(most) {
		most = math.Max(*base, most)
	}
	return least, most
}
