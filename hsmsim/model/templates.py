"""What a template has for the objects that are made from it (KMIP 1.4 section 2.2.6)."""

from hsmsim.model.attributes import Given, sent
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.attributes import MARKS, RULES
from hsmsim.spec.structures import Template

# What a template has for itself.
_OWN = frozenset({"Name", "Unique Identifier", "Object Type", "Initial Date", "Last Change Date", *MARKS})


def offered_by(template: ManagedObject) -> Given:
    """The attributes that objects made from the template get, by name."""
    return {
        name: [instance.value for instance in instances]
        for name, instances in template.attributes.items()
        if _is_offered(name)
    }


def contents(template: ManagedObject) -> Template:
    """The Template structure, which is these attributes."""
    attributes = (
        sent(template, name, instance.index, instance.value)
        for name, instances in template.attributes.items()
        if _is_offered(name)
        for instance in instances
    )
    return Template(attribute=list(attributes))


def _is_offered(name: str) -> bool:
    return name not in _OWN and (name not in RULES or RULES[name].settable)
