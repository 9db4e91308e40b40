package rules

import "beanstalkline/internal/prop"

// volumeRules judge the root volume of instances.
var volumeRules = []rule{
	{Rule: Rule{ID: "root-volume-size-missing", Severity: SeverityWarning,
		Summary: "RootVolumeType io1 comes with RootVolumeSize, as the guide demands; AWS accepts it without."}, scope: standardTiers, check: comesWith(
		companion{option: volume("Type"), value: "io1", with: volume("Size"), what: ", in GB"},
	)},
	{Rule: Rule{ID: "root-volume-iops-missing", Severity: SeverityError, Basis: BasisDeployed,
		Summary: "RootVolumeType io1 comes with RootVolumeIOPS: Elastic Beanstalk accepts it without, and EC2 " +
			"refuses the volume."}, scope: standardTiers, check: comesWith(
		companion{option: volume("Type"), value: "io1", with: volume("IOPS"), what: "; without it, EC2 refuses the volume at launch"},
	)},
	{Rule: Rule{ID: "root-volume-size", Severity: SeverityError,
		Summary: "RootVolumeSize suits RootVolumeType: at least 10 GB on SSD, at most 1024 GB on magnetic disks."},
		scope: standardTiers, check: volumeSize},
	{Rule: Rule{ID: "root-volume-iops", Severity: SeverityError, Basis: BasisValidated,
		Summary: "RootVolumeIOPS suits RootVolumeType: only io1 and gp3 have it, gp3 3000 to 16000."},
		scope: standardTiers, check: all(
			onlyWith(exclusive{option: volume("IOPS"), other: volume("Type"), values: []string{"io1", "gp3"}}),
			volumeIOPS,
		)},
	{Rule: Rule{ID: "root-volume-iops-per-gb", Severity: SeverityError, Basis: BasisDeployed,
		Summary: "RootVolumeIOPS is at most 500 per GB, which EC2 checks at launch.", Doc: volumePage},
		scope: standardTiers, check: volumeRatio(500, "gp3")},
	{Rule: Rule{ID: "root-volume-iops-per-gb-of-io1", Severity: SeverityError,
		Summary: "RootVolumeIOPS of io1 is at most 50 per GB, which EC2 checks at launch.", Doc: provisionedPage},
		scope: standardTiers, check: volumeRatio(50, "io1")},
	{Rule: Rule{ID: "root-volume-throughput-per-iops", Severity: SeverityError,
		Summary: "RootVolumeThroughput of gp3 is at most a quarter of RootVolumeIOPS, which EC2 checks at launch.",
		Doc:     volumePage}, scope: standardTiers, check: volumeThroughput},
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
	iops := v.at(volume("IOPS"))
	if n, ok := iops.number(); ok && iops.set && v.at(volume("Type")).is("gp3") && (n < 3000 || n > 16000) {
		r.problem(iops, "must be 3000 to 16000 for RootVolumeType gp3, got "+iops.text,
			"write "+prop.Plain(min(max(n, 3000), 16000)))
	}
}

// volumeRatio compares what only EC2 compares. Without a type, the platform has one, for which gp3's ratio is the widest.
func volumeRatio(most float64, of string) check {
	return func(v *view, r *reporter) {
		kind, iops, size := v.at(volume("Type")), v.at(volume("IOPS")), v.at(volume("Size"))
		n, ok1 := iops.number()
		gb, ok2 := size.number()
		outside := kind.is("gp3") && (n < 3000 || n > 16000)
		applies := kind.is(of) || of == "gp3" && !kind.set
		if ok1 && ok2 && iops.set && size.set && applies && !outside && n > most*gb {
			r.problem(iops, "must be at most "+prop.Plain(most)+" per GB of "+size.labelled()+", got "+iops.text+" on "+size.text+" GB",
				"write "+prop.Plain(most*gb)+" or less, or raise RootVolumeSize; otherwise EC2 refuses the volume at launch")
		}
	}
}

// volumeThroughput compares what only EC2 compares.
func volumeThroughput(v *view, r *reporter) {
	kind, throughput, iops := v.at(volume("Type")), v.at(volume("Throughput")), v.at(volume("IOPS"))
	t, ok1 := throughput.number()
	n, ok2 := iops.number()
	given := iops.given()
	if iops.missing() {
		n, ok2, given = 3000, true, "3000 (EC2's default)"
	}
	if kind.set && kind.is("gp3") && throughput.set && ok1 && ok2 && t > n/4 {
		r.problem(throughput, "must be at most a quarter of "+iops.labelled()+", got "+throughput.text+" and "+given,
			"set RootVolumeIOPS to "+prop.Plain(4*t)+"; otherwise EC2 refuses the volume at launch")
	}
}
