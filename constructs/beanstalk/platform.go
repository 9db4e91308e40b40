package beanstalk

// Platform is the name of a platform branch, as the AWS page "Elastic Beanstalk supported platforms" lists it. The
// constants name the branches most used here; any other is Platform("Corretto 21 running on 64bit Amazon Linux 2023").
//
// A branch has no version: Elastic Beanstalk starts an environment on the newest version of its branch, and managed
// updates keep it there.
type Platform string

const (
	// PlatformGo runs Go programs.
	PlatformGo Platform = "Go 1 running on 64bit Amazon Linux 2023"
	// PlatformDocker runs one container, or several described by a docker-compose.yml.
	PlatformDocker Platform = "Docker running on 64bit Amazon Linux 2023"
)

// arn is the version-less ARN of the branch.
func (p Platform) arn(partition, region string) string {
	return "arn:" + partition + ":elasticbeanstalk:" + region + "::platform/" + string(p)
}
