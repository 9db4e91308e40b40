package rules

import "beanstalkline/internal/prop"

// volumeRules judge the root volume of instances.
var volumeRules = []rule{
	{Rule: Rule{ID: "root-volume-size-missing", Severity: SeverityError,
		Summary: "RootVolumeType io1 comes with RootVolumeSize."}, scope: standardTiers, check: comesWith(
		companion{option: volume("Type"), value: "io1", with: volume("Size"), what: ", in GB"},
	)},
	{Rule: Rule{ID: "root-volume-size", Severity: SeverityError,
		Summary: "RootVolumeSize suits RootVolumeType: at least 10 GB on SSD, at most 1024 GB on magnetic disks."},
		scope: standardTiers, check: volumeSize},
	{Rule: Rule{ID: "root-volume-iops", Severity: SeverityError,
		Summary: "RootVolumeIOPS suits RootVolumeType: only io1 and gp3 have it, gp3 3000 to 16000, and at most 500 per GB."},
		scope: standardTiers, check: all(
			onlyWith(exclusive{option: volume("IOPS"), other: volume("Type"), values: []string{"io1", "gp3"}}),
			volumeIOPS,
		)},
	{Rule: Rule{ID: "root-volume-throughput", Severity: SeverityWarning,
		Summary: "RootVolumeThroughput is set for RootVolumeType gp3 only."}, scope: standardTiers, check: onlyWith(
		exclusive{option: volume("Throughput"), other: volume("Type"), values: []string{"gp3"}},
	)},
}

func volume(fact string) optionName { return optionName{nsLaunch, "RootVolume" + fact} }

func volumeSize(v *view, r *reporter) {
	kind, size := v.at(volume("Type")), v.at(volume("Size"))
	n, ok := size.number()
	switch {
	case !ok || !kind.known || !kind.set || !size.set:
	case kind.is("standard") && n > 1024:
		r.problem(size, "must be at most 1024 for RootVolumeType standard, got "+size.text,
			`write 1024 or less, or set RootVolumeType to "gp3"`)
	case kind.isNot("standard") && n < 10:
		// The guide says 10, the API 8.
		r.warning(size, "must be at least 10 for RootVolumeType "+kind.text+", got "+size.text, "write 10 or more")
	}
}

func volumeIOPS(v *view, r *reporter) {
	kind, iops, size := v.at(volume("Type")), v.at(volume("IOPS")), v.at(volume("Size"))
	n, ok := iops.number()
	if !ok || !iops.set {
		return
	}
	gb, sized := size.number()
	switch {
	case kind.set && kind.isNot("io1") && kind.isNot("gp3"): // has none
	case kind.is("gp3") && (n < 3000 || n > 16000):
		r.problem(iops, "must be 3000 to 16000 for RootVolumeType gp3, got "+iops.text,
			"write "+prop.Plain(min(max(n, 3000), 16000)))
	case sized && size.set && n > 500*gb:
		r.problem(iops, "must be at most 500 per GB of "+size.labelled()+", got "+iops.text+" on "+size.text+" GB",
			"write "+prop.Plain(500*gb)+" or less, or raise RootVolumeSize")
	}
}
