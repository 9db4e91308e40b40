// Package platform runs an app as Elastic Beanstalk's platforms on Amazon Linux 2023 do: it installs what the app asks for,
// runs the commands of the Buildfile, then the processes of the Procfile or what the platform starts without one, and
// judges the app by its health check. See "Extending Elastic Beanstalk Linux platforms", and the page of each platform.
package platform
