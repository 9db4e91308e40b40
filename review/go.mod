module beanstalkline/review

go 1.26.0

require (
	beanstalkline v0.0.0
	beanstalkline/rehearsal v0.0.0
	github.com/google/go-cmp v0.7.0
	github.com/yuin/goldmark v1.8.7
)

require go.yaml.in/yaml/v3 v3.0.4 // indirect

replace (
	beanstalkline => ../
	beanstalkline/rehearsal => ../rehearsal
)
