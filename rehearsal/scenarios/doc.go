// Package scenarios plays what happens to a release in the life of a team: somebody refuses an approval, an app does not
// start, an older release is wanted back. A scenario says what people do and how it ends; it is played with nothing but the
// operations of AWS that people have, on a release that the rehearsal has deployed and that it walks meanwhile.
package scenarios
