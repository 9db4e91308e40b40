package delivery

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodecommit"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3assets"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
	"beanstalkline/internal/regions"
)

// DefaultBranch is the branch that a [Repository] is seeded on when its properties name none.
const DefaultBranch = "main"

// RepositoryProps are the properties of a [Repository]. RepositoryName is required.
type RepositoryProps struct {
	// RepositoryName is the name that people clone, unique in its account and region: 1 to 100 letters, digits, ".",
	// "_" and "-", not ending in ".git" (AWS page "Quotas in AWS CodeCommit"). Required.
	RepositoryName *string
	// Description tells people what the repository holds, in 1 to 1000 characters. Defaults to none.
	Description *string
	// Directory is a folder whose content is the first commit, except what its top-level .gitignore names: at most 20 MB
	// when compressed (AWS page "Quotas in AWS CodeCommit"), files and links between them, which become copies. A
	// relative path starts at the working directory of the app. AWS reads it once, when the repository is created: a
	// later change to the folder changes the template and nothing else. Defaults to an empty repository.
	Directory *string
	// Branch is the branch that the first commit goes to, and that [Repository.Source] follows by default. No other
	// branch exists until somebody pushes it. Defaults to [DefaultBranch].
	Branch *string
	// RemovalPolicy says what becomes of the code when the stack is deleted: RETAIN keeps the repository, and with it
	// the name, so a stack that is deployed again must import it; RETAIN_ON_UPDATE_OR_DELETE does too, but not if the
	// creation failed; DESTROY deletes it with everything that was ever pushed. Defaults to RETAIN.
	RemovalPolicy awscdk.RemovalPolicy
}

// Repository is a Git repository in AWS CodeCommit, which encrypts every repository at rest.
type Repository struct {
	constructs.Construct
	// Repository is the repository itself.
	Repository awscodecommit.Repository
	// Branch is the branch that the first commit goes to.
	Branch *string

	directory string // what the first commit has; empty if there is none
}

// NewRepository defines
//   - the repository, kept when its stack is deleted
//   - an asset with its first content, where the properties name a folder
//
// Some regions have no CodeCommit (AWS page "AWS CodeCommit endpoints and quotas"): they are refused where the region of the
// stack is known. It panics with every problem of the properties at once.
func NewRepository(scope constructs.Construct, id *string, props *RepositoryProps) *Repository {
	var problems prop.Problems
	problems.Add(props.Validate())
	if region := regionOf(scope); regions.Lack(region, regions.CodeCommit) {
		problems.MustBe("region of the stack", "one that has AWS CodeCommit", region, "use a connection instead of a repository, or choose another region")
	}
	cdk.Reject("NewRepository", scope, id, problems.Err())
	r := &Repository{Branch: jsii.String(prop.Or(props.Branch, DefaultBranch)), directory: prop.Or(props.Directory, "")}
	cdk.Define("NewRepository", r, scope, id)

	var code awscodecommit.Code
	if props.Directory != nil {
		// CloudFormation and the CDK assume different branches, so it is always given.
		code = awscodecommit.Code_FromAsset(awss3assets.NewAsset(r, jsii.String("Seed"), &awss3assets.AssetProps{
			Path:       props.Directory,
			Exclude:    jsii.Strings(ignored(*props.Directory)...),
			IgnoreMode: awscdk.IgnoreMode_GIT,
		}), r.Branch)
	}
	r.Repository = awscodecommit.NewRepository(r, jsii.String("Resource"), &awscodecommit.RepositoryProps{
		RepositoryName: props.RepositoryName,
		Description:    props.Description,
		Code:           code,
	})
	removal, _ := cdk.Removal(props.RemovalPolicy)
	r.Repository.ApplyRemovalPolicy(removal)
	return r
}

// Source is this repository as the source of a pipeline in the same account and region, which follows the given branch,
// or the branch of the first commit if it is nil. A pipeline that follows a branch nobody has pushed yet fails its
// first run and starts again with the first push. Options are given at most once.
func (r *Repository) Source(branch *string, options ...*CodeCommitOptions) Source {
	if r == nil || r.Repository == nil {
		// The pipeline reports that the repository is missing, and says nothing about the branch it would have had.
		return CodeCommitSource(nil, jsii.String(prop.Or(branch, DefaultBranch)), options...)
	}
	source := codeCommitSource{repository: r.Repository, branch: branch, optional: once(options)}
	if branch == nil {
		source.branch = r.Branch
	}
	if prop.Or(source.branch, "") == prop.Or(r.Branch, "") {
		source.seed = r.directory
	}
	return source
}

// CloneUrl is what git-remote-codecommit clones, "codecommit::REGION://NAME".
func (r *Repository) CloneUrl() *string { return cloneURL(r.Repository) }

// Validate returns every problem of the properties in one error, each a *Problem, or nil. It needs no Node.js.
func (p *RepositoryProps) Validate() error {
	if p == nil {
		p = &RepositoryProps{}
	}
	var problems prop.Problems
	if problems.Required("RepositoryName", p.RepositoryName, "") && !prop.Unresolved(*p.RepositoryName) {
		validateRepositoryName(&problems, "RepositoryName", *p.RepositoryName)
	}
	problems.Description("Description", p.Description, 1, 1000)
	if p.Directory != nil {
		validateSeed(&problems, "Directory", *p.Directory)
	}
	if p.Branch != nil {
		validateBranch(&problems, "Branch", p.Branch)
	}
	problems.RemovalPolicy("RemovalPolicy", string(p.RemovalPolicy))
	return problems.Err()
}
