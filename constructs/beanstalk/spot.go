package beanstalk

import (
	"strconv"

	"beanstalkline/internal/prop"
)

// Spot says which instances are not Spot Instances, and how the others are chosen. Give several InstanceTypes: the more
// there are to choose from, the less often is one taken away.
type Spot struct {
	// OnDemandBase is the number of On-Demand Instances that the group has before any Spot Instance, at most MaxSize.
	// Defaults to 0.
	OnDemandBase *float64
	// OnDemandAboveBasePercentage is the share of On-Demand Instances among the others, 0 to 100 percent. Defaults to
	// 70, which is Elastic Beanstalk's own.
	OnDemandAboveBasePercentage *float64
	// AllocationStrategy says which of the InstanceTypes a Spot Instance has. Defaults to
	// [SpotAllocationStrategyCapacityOptimized], which is Elastic Beanstalk's own.
	AllocationStrategy SpotAllocationStrategy
	// CapacityRebalancing replaces a Spot Instance as soon as Amazon EC2 sees a risk that it is taken away, and not only
	// once it is. Elastic Beanstalk's own default is not to; AWS advises it to keep interruptions few (developer guide,
	// "Spot Instance support for your Elastic Beanstalk environment"). Defaults to true.
	CapacityRebalancing *bool
}

// SpotAllocationStrategy says which of several instance types a Spot Instance has. The values are those of the option
// SpotAllocationStrategy in aws:ec2:instances (AWS page "General options for all environments").
type SpotAllocationStrategy string

const (
	// SpotAllocationStrategyCapacityOptimized takes the types of which most are free, so that few are taken away.
	SpotAllocationStrategyCapacityOptimized SpotAllocationStrategy = "capacity-optimized"
	// SpotAllocationStrategyCapacityOptimizedPrioritized does the same, and heeds the order of InstanceTypes where it can.
	SpotAllocationStrategyCapacityOptimizedPrioritized SpotAllocationStrategy = "capacity-optimized-prioritized"
	// SpotAllocationStrategyPriceCapacityOptimized takes the cheapest of the types of which many are free.
	SpotAllocationStrategyPriceCapacityOptimized SpotAllocationStrategy = "price-capacity-optimized"
	// SpotAllocationStrategyLowestPrice takes the cheapest type, which is taken away most often.
	SpotAllocationStrategyLowestPrice SpotAllocationStrategy = "lowest-price"
)

// resolveSpot returns what can be judged further, nil without Spot Instances.
func resolveSpot(problems *prop.Problems, given *Spot) *Spot {
	if given == nil {
		return nil
	}
	s := *given
	if problems.Whole("Capacity.Spot.OnDemandBase", s.OnDemandBase, 0, 10000); problems.Of("Capacity.Spot.OnDemandBase") {
		s.OnDemandBase = nil
	}
	problems.Whole("Capacity.Spot.OnDemandAboveBasePercentage", s.OnDemandAboveBasePercentage, 0, 100)
	problems.OneOf("Capacity.Spot.AllocationStrategy", string(s.AllocationStrategy),
		string(SpotAllocationStrategyCapacityOptimized), string(SpotAllocationStrategyCapacityOptimizedPrioritized),
		string(SpotAllocationStrategyPriceCapacityOptimized), string(SpotAllocationStrategyLowestPrice))
	return &s
}

// tables are the option settings of Spot Instances, or of none.
func (s *Spot) tables() []table {
	const instances = "aws:ec2:instances"
	if s == nil {
		return []table{{instances, []row{{name: "EnableSpot", otherwise: "false"}}}}
	}
	var rebalancing *string
	if s.CapacityRebalancing != nil {
		rebalancing = new(strconv.FormatBool(*s.CapacityRebalancing))
	}
	return []table{
		{"aws:autoscaling:asg", []row{
			{name: "EnableCapacityRebalancing", otherwise: "true", field: "Capacity.Spot.CapacityRebalancing", given: rebalancing},
		}},
		{instances, []row{
			{name: "EnableSpot", otherwise: "true", field: "Capacity.Spot", given: new("true")},
			{name: "SpotAllocationStrategy", otherwise: string(SpotAllocationStrategyCapacityOptimized),
				field: "Capacity.Spot.AllocationStrategy", given: text(string(s.AllocationStrategy))},
			{name: "SpotFleetOnDemandBase", otherwise: "0", field: "Capacity.Spot.OnDemandBase", given: number(s.OnDemandBase)},
			{name: "SpotFleetOnDemandAboveBasePercentage", otherwise: "70", field: "Capacity.Spot.OnDemandAboveBasePercentage", given: number(s.OnDemandAboveBasePercentage)},
		}},
	}
}
