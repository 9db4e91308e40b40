package reference

import (
	"strings"

	"beanstalkline/review/assembly"
)

// own is how the ARNs of the stack's account and region go on after the service.
const own = ":" + begin + "AWS::Region" + end + ":" + OwnAccount + ":"

// Shown is a text with everything that is not known yet as people call it: resources by their constructs' paths.
func (s *Scope) Shown(text string) string {
	return token.ReplaceAllStringFunc(text, func(found string) string {
		inner := outer.Replace(found[len(begin) : len(found)-len(end)])
		if function, is := strings.CutPrefix(inner, "="); is {
			return function
		}
		switch {
		case inner == "AWS::AccountId" && s.stack.Account != "":
			return s.stack.Account
		case inner == "AWS::Region" && s.stack.Region != "":
			return s.stack.Region
		}
		id, attribute, has := strings.Cut(inner, ".")
		resource := s.latest[id]
		switch {
		case resource == nil:
			return "${" + inner + "}"
		case has && attribute != "Arn" && attribute != "GroupId" && attribute != "Name":
			return resource.Path(id) + "." + attribute
		}
		return resource.Path(id)
	})
}

// Referred is the id, after the change, of the resource that a whole text refers to: by its name, an attribute or its ARN.
func (s *Scope) Referred(text string) (id string, is bool) {
	all := token.FindAllString(text, -1)
	if len(all) == 0 {
		return "", false
	}
	last := all[len(all)-1]
	id, _, _ = strings.Cut(last[len(begin):len(last)-len(end)], ".")
	resource := s.latest[id]
	if resource == nil {
		return "", false
	}
	form, known := forms[resource.Type]
	own, _, is := s.split(form, text)
	if text == last || known && is && own && (strings.HasSuffix(text, last) || strings.HasSuffix(text, last+":*")) {
		return id, true
	}
	return "", false
}

// Latest is a resource, by the id that it has after the change: as it is then, or was before if it is gone.
func (s *Scope) Latest(id string) *assembly.Resource { return s.latest[id] }

// Words is a text about resources of AWS, an ARN or a pattern of ARNs, in words.
func (s *Scope) Words(text string) string {
	if text == "*" {
		return "every resource"
	}
	if key, is := strings.CutPrefix(text, "arn:"+s.partition()+":s3:::"); is {
		return s.objects(key)
	}
	for form := range affixes {
		if !strings.Contains(text, begin) {
			break
		}
		if declared, rest, is := s.split(form, text); is && declared {
			return s.below(rest)
		}
	}
	arn, is := strings.CutPrefix(text, "arn:"+s.partition()+":")
	service, rest, regional := strings.Cut(arn, own)
	if !regional {
		service, rest, regional = strings.Cut(arn, "::"+OwnAccount+":")
	}
	switch {
	case text == OwnAccount:
		return "this account"
	case strings.HasPrefix(text, begin) && !strings.HasPrefix(text, begin+"AWS::"):
		return s.below(text)
	case is && regional:
		return "the " + s.Shown(service) + " resource " + s.Shown(rest)
	}
	return s.Shown(text)
}

// Split cuts a text at each separator that is not in what is not known yet.
func Split(text, separator string) (parts []string) {
	start := 0
	for at := 0; at < len(text); {
		switch {
		case strings.HasPrefix(text[at:], begin):
			length := strings.Index(text[at:], end)
			if length < 0 {
				length = len(text) - at
			}
			at += length
		case strings.HasPrefix(text[at:], separator):
			parts = append(parts, text[start:at])
			at += len(separator)
			start = at
		default:
			at++
		}
	}
	return append(parts, text[start:])
}

// objects is a bucket, or objects in it.
func (s *Scope) objects(key string) string {
	bucket := Split(key, "/")[0]
	objects, inside := strings.CutPrefix(key[len(bucket):], "/")
	_, declared := s.Referred(bucket)
	switch several := Wild(bucket); {
	case strings.Trim(bucket, "*") == "":
		bucket = "every bucket"
	case declared:
		bucket = s.Shown(bucket)
	case several:
		bucket = "the buckets " + s.Shown(bucket)
	default:
		bucket = "the bucket " + s.Shown(bucket)
	}
	switch {
	case !inside:
		return bucket
	case objects == "*":
		return "every object of " + bucket
	}
	return "the objects " + s.Shown(objects) + " of " + bucket
}

// An affix is what the ARN of a form has before the name, without the partition, and after it.
type affix struct{ before, after string }

var affixes = func() map[string]affix {
	found := map[string]affix{}
	known := strings.NewReplacer("ACCOUNT", OwnAccount, "REGION", begin+"AWS::Region"+end)
	for _, form := range forms {
		before, after, _ := strings.Cut(form, "NAME")
		found[form] = affix{known.Replace(before) + begin, after}
	}
	return found
}()

// split takes the ARN of a form apart, if the text is one of a resource of the stack.
func (s *Scope) split(form, text string) (own bool, rest string, is bool) {
	rest, _ = strings.CutPrefix(text, "arn:"+s.partition()+":")
	if rest, is = strings.CutPrefix(rest, affixes[form].before); !is {
		return false, "", false
	}
	name, below, _ := strings.Cut(rest, end)
	id, _, _ := strings.Cut(name, ".")
	resource := s.latest[id]
	own = resource != nil && forms[resource.Type] == form
	return own, begin + name + end + strings.TrimPrefix(below, affixes[form].after), true
}

// below is a resource, or what it has.
func (s *Scope) below(text string) string {
	name, rest, _ := strings.Cut(text, end)
	switch name = s.Shown(name + end); rest {
	case "":
		return name
	case "/*", ":*", "*":
		return name + " and everything below it"
	}
	return name + s.Shown(rest)
}
