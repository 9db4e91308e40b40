package buildspec

import "strings"

// Reference is a variable of a build specification that is read from Secrets Manager or Parameter Store.
type Reference struct {
	// Field is where it is, such as env/secrets-manager/TOKEN.
	Field string
	// Type is SECRETS_MANAGER or PARAMETER_STORE, and Value what is read.
	Type, Value string
}

// References are the variables of a specification that are read elsewhere, in its order. What is a variable itself is left out.
func References(specification string) (all []Reference) {
	if len(specification) > MaxBytes {
		return nil
	}
	v := (&report{}).parse(specification)
	for _, kind := range []struct{ key, of string }{{"parameter-store", "PARAMETER_STORE"}, {"secrets-manager", "SECRETS_MANAGER"}} {
		section := v.of("env").of(kind.key)
		if section == nil {
			continue
		}
		for _, e := range section.keys {
			if e.value.kind == text && !strings.HasPrefix(e.value.text, "$") {
				all = append(all, Reference{place{"env/" + kind.key, 0}.key(e).path, kind.of, e.value.text})
			}
		}
	}
	return all
}
