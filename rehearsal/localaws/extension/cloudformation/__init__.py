"""How CloudFormation works through a template.

Moto's own takes resources in the order of the template, whatever they depend on, and knows neither a failure nor a
rollback. Here a resource is made after everything it depends on and no sooner; and, where the order is free, an
environment and a pipeline come as early as the template allows, because on AWS nothing makes them wait either. A
missing dependency is then a failure here as it is there.
"""
