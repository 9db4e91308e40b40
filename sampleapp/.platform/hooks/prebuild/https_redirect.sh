#!/bin/sh
# Has nginx send visitors from HTTP to HTTPS if the environment property HTTPS_REDIRECT is true, which it is where the load
# balancer has a certificate. Health checks come without X-Forwarded-Proto and pass, and without a load balancer nobody
# sends it (AWS page "Configuring HTTP to HTTPS redirection").
set -eu
PATH=$PATH:/opt/elasticbeanstalk/bin
file=$(dirname "$0")/../../nginx/conf.d/elasticbeanstalk/https_redirect.conf
properties=$(get-config environment)
case $(printf %s "$properties" | tr -d '[:space:]') in
*'"HTTPS_REDIRECT":"true"'*)
  mkdir -p "$(dirname "$file")"
  cat > "$file" <<'END'
if ($http_x_forwarded_proto = http) {
    return 301 https://$host$request_uri;
}
END
  ;;
*)
  rm -f "$file"
  ;;
esac
