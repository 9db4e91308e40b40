"""What CodeCommit tells EventBridge after every push, however it was made."""

import json

from moto.events.models import events_backends


def announce(place, repository, event, branch, commit):
    metadata = repository.repository_metadata
    detail = {
        "event": event,
        "referenceType": "branch",
        "referenceName": branch,
        "referenceFullName": f"refs/heads/{branch}",
        "repositoryName": metadata["repositoryName"],
        "repositoryId": metadata["repositoryId"],
        "commitId": commit,
    }
    place.backend(events_backends).put_events(
        [
            {
                "Source": "aws.codecommit",
                "DetailType": "CodeCommit Repository State Change",
                "Detail": json.dumps(detail),
                "Resources": [metadata["Arn"]],
            }
        ]
    )


def announce_changes(place, repository, before):
    """Tells how the branches differ from those before."""
    after = repository.git.branches()
    for branch in sorted({*before, *after}):
        if branch not in after:
            announce(place, repository, "referenceDeleted", branch, before[branch])
        elif branch not in before:
            announce(place, repository, "referenceCreated", branch, after[branch])
        elif before[branch] != after[branch]:
            announce(place, repository, "referenceUpdated", branch, after[branch])
