package beanstalk

// Platform is the name of a platform branch: one of the constants, or any other name that AWS lists, such as a branch that
// is newer than this package.
//
// A branch has no version: Elastic Beanstalk starts an environment on the newest version of its branch, and managed
// updates keep it there. Whoever must pin gives an ARN, which is taken as it is, with a version or without, and so is that
// of a platform of one's own:
//
//	beanstalk.Platform("arn:aws:elasticbeanstalk:eu-west-1::platform/" + string(beanstalk.PlatformGo) + "/4.10.0")
//
// Branches of Windows Server and of ECS are judged by the option rules, and nothing is made for them; a warning says what
// they need.
type Platform string

// The platform branches that AWS supports, as the AWS pages "Elastic Beanstalk supported platforms" and "Elastic Beanstalk
// platform release schedule" list them.
const (
	// PlatformGo runs Go programs.
	PlatformGo Platform = "Go 1 running on 64bit Amazon Linux 2023"
	// PlatformDocker runs one container, or several that a docker-compose.yml describes. [EcrImage] names an image for it.
	PlatformDocker Platform = "Docker running on 64bit Amazon Linux 2023"
	// PlatformEcs runs containers with Amazon ECS, as a Dockerrun.aws.json of version 2 describes them. The option rules
	// judge it, and nothing is made for it: InstanceRole needs the managed policy AWSElasticBeanstalkMulticontainerDocker
	// as well, and Secrets and Image are refused.
	PlatformEcs Platform = "ECS running on 64bit Amazon Linux 2023"
	// PlatformCorretto25 runs Java programs on Amazon Corretto 25.
	PlatformCorretto25 Platform = "Corretto 25 running on 64bit Amazon Linux 2023"
	// PlatformCorretto21 runs Java programs on Amazon Corretto 21.
	PlatformCorretto21 Platform = "Corretto 21 running on 64bit Amazon Linux 2023"
	// PlatformCorretto17 runs Java programs on Amazon Corretto 17.
	PlatformCorretto17 Platform = "Corretto 17 running on 64bit Amazon Linux 2023"
	// PlatformCorretto11 runs Java programs on Amazon Corretto 11.
	PlatformCorretto11 Platform = "Corretto 11 running on 64bit Amazon Linux 2023"
	// PlatformCorretto8 runs Java programs on Amazon Corretto 8.
	PlatformCorretto8 Platform = "Corretto 8 running on 64bit Amazon Linux 2023"
	// PlatformTomcat11Corretto25 runs Java web applications on Tomcat 11 with Amazon Corretto 25.
	PlatformTomcat11Corretto25 Platform = "Tomcat 11 with Corretto 25 running on 64bit Amazon Linux 2023"
	// PlatformTomcat11Corretto21 runs Java web applications on Tomcat 11 with Amazon Corretto 21.
	PlatformTomcat11Corretto21 Platform = "Tomcat 11 with Corretto 21 running on 64bit Amazon Linux 2023"
	// PlatformTomcat11Corretto17 runs Java web applications on Tomcat 11 with Amazon Corretto 17.
	PlatformTomcat11Corretto17 Platform = "Tomcat 11 with Corretto 17 running on 64bit Amazon Linux 2023"
	// PlatformTomcat10Corretto21 runs Java web applications on Tomcat 10 with Amazon Corretto 21.
	PlatformTomcat10Corretto21 Platform = "Tomcat 10 with Corretto 21 running on 64bit Amazon Linux 2023"
	// PlatformTomcat10Corretto17 runs Java web applications on Tomcat 10 with Amazon Corretto 17.
	PlatformTomcat10Corretto17 Platform = "Tomcat 10 with Corretto 17 running on 64bit Amazon Linux 2023"
	// PlatformTomcat9Corretto17 runs Java web applications on Tomcat 9 with Amazon Corretto 17.
	PlatformTomcat9Corretto17 Platform = "Tomcat 9 with Corretto 17 running on 64bit Amazon Linux 2023"
	// PlatformTomcat9Corretto11 runs Java web applications on Tomcat 9 with Amazon Corretto 11.
	PlatformTomcat9Corretto11 Platform = "Tomcat 9 with Corretto 11 running on 64bit Amazon Linux 2023"
	// PlatformTomcat9Corretto8 runs Java web applications on Tomcat 9 with Amazon Corretto 8.
	PlatformTomcat9Corretto8 Platform = "Tomcat 9 with Corretto 8 running on 64bit Amazon Linux 2023"
	// PlatformNodejs24 runs programs of Node.js 24.
	PlatformNodejs24 Platform = "Node.js 24 running on 64bit Amazon Linux 2023"
	// PlatformNodejs22 runs programs of Node.js 22. AWS retires it on 2027-07-31.
	PlatformNodejs22 Platform = "Node.js 22 running on 64bit Amazon Linux 2023"
	// PlatformPython314 runs Python 3.14 programs.
	PlatformPython314 Platform = "Python 3.14 running on 64bit Amazon Linux 2023"
	// PlatformPython313 runs Python 3.13 programs.
	PlatformPython313 Platform = "Python 3.13 running on 64bit Amazon Linux 2023"
	// PlatformPython312 runs Python 3.12 programs.
	PlatformPython312 Platform = "Python 3.12 running on 64bit Amazon Linux 2023"
	// PlatformPython311 runs Python 3.11 programs.
	PlatformPython311 Platform = "Python 3.11 running on 64bit Amazon Linux 2023"
	// PlatformPhp85 runs PHP 8.5 programs.
	PlatformPhp85 Platform = "PHP 8.5 running on 64bit Amazon Linux 2023"
	// PlatformPhp84 runs PHP 8.4 programs.
	PlatformPhp84 Platform = "PHP 8.4 running on 64bit Amazon Linux 2023"
	// PlatformPhp83 runs PHP 8.3 programs.
	PlatformPhp83 Platform = "PHP 8.3 running on 64bit Amazon Linux 2023"
	// PlatformPhp82 runs PHP 8.2 programs. AWS retires it on 2027-03-31.
	PlatformPhp82 Platform = "PHP 8.2 running on 64bit Amazon Linux 2023"
	// PlatformRuby40 runs Ruby 4.0 programs.
	PlatformRuby40 Platform = "Ruby 4.0 running on 64bit Amazon Linux 2023"
	// PlatformRuby34 runs Ruby 3.4 programs.
	PlatformRuby34 Platform = "Ruby 3.4 running on 64bit Amazon Linux 2023"
	// PlatformRuby33 runs Ruby 3.3 programs. AWS retires it on 2027-07-31.
	PlatformRuby33 Platform = "Ruby 3.3 running on 64bit Amazon Linux 2023"
	// PlatformDotnet10 runs programs of .NET 10 on Linux.
	PlatformDotnet10 Platform = ".NET 10 running on 64bit Amazon Linux 2023"
	// PlatformDotnet9 runs programs of .NET 9 on Linux. AWS retires it on 2027-03-31.
	PlatformDotnet9 Platform = ".NET 9 running on 64bit Amazon Linux 2023"
	// PlatformDotnet8 runs programs of .NET 8 on Linux. AWS retires it on 2027-03-31.
	PlatformDotnet8 Platform = ".NET 8 running on 64bit Amazon Linux 2023"
)
