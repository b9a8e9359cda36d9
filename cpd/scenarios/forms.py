from wtforms import Form, HiddenField, RadioField

from cpd.catalogue.rules.cases import Scene


class ChoiceForm(Form):
    """What is done in a scene. The scene is sent along, so that a page from before is noticed."""

    scene = HiddenField()
    choice = RadioField("What do you do?", choices=[], validate_choice=False)

    def offer(self, scene: Scene) -> None:
        """Offer this scene's choices, in the order in which they are written."""
        self.scene.data = scene.id
        self.choice.choices = [(choice.id, choice.text) for choice in scene.choices]

    def has_choice(self) -> bool:
        return bool(self.scene.data and self.choice.data)

    def refuse(self, words: str) -> None:
        self.choice.errors = [words]

    def scene_id(self) -> str:
        return str(self.scene.data)

    def choice_id(self) -> str:
        return str(self.choice.data)
