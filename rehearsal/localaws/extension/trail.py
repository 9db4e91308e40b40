"""CloudTrail, which the CDK CLI asks about a deployment that has failed. Nothing is recorded here but that it asks."""

import json
import time

from moto.cloudtrail import urls
from moto.cloudtrail.responses import CloudTrailResponse


class Response(CloudTrailResponse):
    def lookup_events(self):
        """Without any event the CLI would advise to wait for more."""
        asked = {"EventName": "LookupEvents", "EventTime": time.time(), "CloudTrailEvent": "{}"}
        return json.dumps({"Events": [asked]})


def install():
    urls.url_paths["{0}/$"] = Response.dispatch
