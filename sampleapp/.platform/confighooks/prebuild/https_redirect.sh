#!/bin/sh
# A change of the environment's properties deploys no version: Elastic Beanstalk then runs the hooks of this folder only.
exec sh "$(dirname "$0")/../../hooks/prebuild/https_redirect.sh"
