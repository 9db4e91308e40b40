"""The resource types that CloudFormation knows here: moto's, and those of the catalogue."""

from moto.cloudformation import parsing
from moto.core.common_models import CloudFormationModel

from ..catalogue import MODELS
from ..model import Model, Rejected


def models():
    """Moto uses only the direct subclasses of its own base class; the catalogue's are further down."""
    return [model for model in CloudFormationModel.__subclasses__() if model is not Model] + MODELS


def resource_class(resource_type):
    """Moto skips a type that it does not know, and says so only in its log; here that is a failure."""
    if resource_type in parsing.NULL_MODELS:
        return None
    if resource_type.startswith("Custom::"):
        return parsing.get_model_map()["Custom::"]
    if resource_type not in parsing.get_model_map():
        raise Rejected(f"the local AWS knows no resource type {resource_type}")
    return parsing.get_model_map()[resource_type]


generated_name = parsing.generate_resource_name


def name(resource_type, stack_name, logical_id):
    """Moto refuses the name that it generates for a repository of images, which AWS writes in lower case."""
    generated = generated_name(resource_type, stack_name, logical_id)
    return generated.lower() if resource_type == "AWS::ECR::Repository" else generated


def install():
    parsing.get_model_list = models
    parsing.resource_class_from_type = resource_class
    parsing.generate_resource_name = name
