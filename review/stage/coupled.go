package stage

import (
	"slices"

	"beanstalkline/review/assembly"
	"beanstalkline/review/setting"
	"beanstalkline/review/verdict"
)

const (
	database  = "aws:rds:dbinstance"
	terminate = `AWS page "General options for all environments"`
)

// terminated finds what goes with an environment that is deleted or replaced.
func (r *resource) terminated() (found []verdict.Finding) {
	set := setting.Of(r.was)
	coupled, has := set[setting.Key{Namespace: database, Name: "HasCoupledDatabase"}]
	if !has {
		for key := range set {
			has = has || key.Namespace == database
		}
		coupled = nil
	}
	if has && setting.Shown(coupled) != "false" {
		found = append(found, r.database(r.was, "goes with the environment", setting.Shown(coupled) == "true")...)
	}
	for _, logs := range []struct{ namespace, streams string }{
		{"aws:elasticbeanstalk:cloudwatch:logs", "StreamLogs"}, {"aws:elasticbeanstalk:cloudwatch:logs:health", "HealthStreamingEnabled"},
	} {
		streams := setting.Shown(set[setting.Key{Namespace: logs.namespace, Name: logs.streams}])
		deletes := setting.Shown(set[setting.Key{Namespace: logs.namespace, Name: "DeleteOnTerminate"}])
		if !slices.Contains([]string{"", "false"}, streams) && !slices.Contains([]string{"", "false"}, deletes) {
			known := streams == "true" && deletes == "true"
			found = append(found, r.loss(known, "deletes its logs in CloudWatch with itself (DeleteOnTerminate of "+logs.namespace+")"))
		}
	}
	return found
}

// decoupled finds what becomes of the database that an environment no longer has.
func (r *resource) decoupled() []verdict.Finding {
	key := setting.Key{Namespace: database, Name: "HasCoupledDatabase"}
	was, is := setting.Of(r.was)[key], setting.Of(r.is)[key]
	if setting.Shown(was) == "true" && is != nil && setting.Shown(is) != "true" {
		return r.database(r.is, "is taken from the environment", setting.Shown(is) == "false")
	}
	return nil
}

// database is what its policy does with the database of an environment.
func (r *resource) database(by *assembly.Resource, what string, known bool) []verdict.Finding {
	switch policy := setting.Shown(setting.Of(by)[setting.Key{Namespace: database, Name: "DBDeletionPolicy"}]); policy {
	case "Retain":
		return nil
	case "Snapshot":
		return []verdict.Finding{r.finding(verdict.NoInterruption, true, "its database "+what+", and a snapshot of it stays", terminate)}
	case "", "Delete":
		return []verdict.Finding{r.loss(known, "its database "+what+", and is deleted")}
	}
	return []verdict.Finding{r.loss(false, "its database "+what+", and may be deleted")}
}

func (r *resource) loss(known bool, text string) verdict.Finding {
	if known {
		return r.finding(verdict.DataLost, false, text, terminate)
	}
	return r.finding(verdict.NoInterruption, true, text, terminate)
}
