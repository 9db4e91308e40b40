package options

import "beanstalkline/internal/prop"

// volumeRules judge the root volume of instances.
var volumeRules = []rule{
	{Rule: Rule{ID: "root-volume-size-missing", Severity: SeverityError,
		Summary: "RootVolumeType io1 comes with RootVolumeSize."}, scope: standardTiers, check: volumeSizeMissing},
	{Rule: Rule{ID: "root-volume-size", Severity: SeverityError,
		Summary: "RootVolumeSize suits RootVolumeType: 10 GB or more on SSD, 1024 GB or less on magnetic disks."}, scope: standardTiers, check: volumeSize},
	{Rule: Rule{ID: "root-volume-iops", Severity: SeverityError,
		Summary: "RootVolumeIOPS suits RootVolumeType: none but for io1 and gp3, 3000 to 16000 for gp3, and at most 500 per GB."}, scope: standardTiers, check: volumeIOPS},
	{Rule: Rule{ID: "root-volume-throughput", Severity: SeverityWarning,
		Summary: "RootVolumeThroughput is set for RootVolumeType gp3 only."}, scope: standardTiers, check: volumeThroughput},
}

func volumeSizeMissing(v *view, r *reporter) {
	kind := v.get(nsLaunch, "RootVolumeType")
	if kind.is("io1") && v.get(nsLaunch, "RootVolumeSize").missing() {
		r.problem(kind.setting, kind.label()+" must come with RootVolumeSize when it is io1, got nothing", "set RootVolumeSize, in GB")
	}
}

func volumeSize(v *view, r *reporter) {
	kind, size := v.get(nsLaunch, "RootVolumeType"), v.get(nsLaunch, "RootVolumeSize")
	n, ok := size.number()
	switch {
	case !ok || !kind.known || !kind.set || !size.set:
	case kind.is("standard") && n > 1024:
		r.problem(size.setting, size.label()+" must be at most 1024 for RootVolumeType standard, got "+size.text, `write 1024 or less, or set RootVolumeType to "gp3"`)
	case kind.isNot("standard") && n < 10:
		// The guide says 10, the API 8.
		r.warning(size.setting, size.label()+" must be at least 10 for RootVolumeType "+kind.text+", got "+size.text, "write 10 or more")
	}
}

func volumeIOPS(v *view, r *reporter) {
	kind, iops, size := v.get(nsLaunch, "RootVolumeType"), v.get(nsLaunch, "RootVolumeIOPS"), v.get(nsLaunch, "RootVolumeSize")
	n, ok := iops.number()
	if !ok || !iops.set {
		return
	}
	if kind.known && kind.set {
		switch {
		case !kind.is("io1") && !kind.is("gp3"):
			r.problem(iops.setting, iops.label()+" must be set for RootVolumeType io1 or gp3 only, got "+kind.text, `remove it, or set RootVolumeType to "gp3"`)
			return
		case kind.is("gp3") && (n < 3000 || n > 16000):
			r.problem(iops.setting, iops.label()+" must be 3000 to 16000 for RootVolumeType gp3, got "+iops.text, "write "+prop.Plain(min(max(n, 3000), 16000)))
			return
		}
	}
	if gb, ok := size.number(); ok && size.set && n > 500*gb {
		r.problem(iops.setting, iops.label()+" must be at most 500 per GB of "+size.labelled()+", got "+iops.text+" on "+size.text+" GB", "write "+prop.Plain(500*gb)+" or less, or raise RootVolumeSize")
	}
}

func volumeThroughput(v *view, r *reporter) {
	kind, throughput := v.get(nsLaunch, "RootVolumeType"), v.get(nsLaunch, "RootVolumeThroughput")
	if throughput.set && kind.set && kind.isNot("gp3") {
		r.problem(throughput.setting, throughput.label()+" must be set for RootVolumeType gp3 only, got "+kind.text, `remove it, or set RootVolumeType to "gp3"`)
	}
}
