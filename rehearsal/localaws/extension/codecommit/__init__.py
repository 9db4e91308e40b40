"""CodeCommit: repositories, which are Git repositories on disk that `git` reads and pushes to over HTTP."""
