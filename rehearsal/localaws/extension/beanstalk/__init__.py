"""Elastic Beanstalk: applications, their versions, and environments with their options.

The instances and the load balancer of an environment are not made; what they would need in order to start is checked.
"""
