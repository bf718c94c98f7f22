from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assets.models.asset import Asset
from assets.processing.problems import RETRY, Problem

MAX_DETAIL = 2000


class ProcessingProblem(models.Model):
    """Why a step of processing failed the last time it ran for an asset."""

    asset = models.ForeignKey(Asset, models.CASCADE, related_name="problems")
    step = models.CharField(_("step"), max_length=32)
    problem = models.CharField(_("problem"), max_length=32)
    detail = models.TextField(_("details"), blank=True)
    found_at = models.DateTimeField(_("found"), auto_now=True)

    class Meta:
        verbose_name, verbose_name_plural = _("processing problem"), _("processing problems")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["asset", "step"], name="one_problem_per_step"),
        ]
        indexes = [models.Index(fields=["problem"], name="problem_by_kind")]

    def __str__(self):
        return f"{self.step}: {self.problem}"

    @property
    def message(self):
        # A version of Client Pix with other problems may have written the row.
        return gettext(Problem(self.problem).message) if self._is_known else self.problem

    @property
    def advice(self):
        return gettext(Problem(self.problem).advice if self._is_known else RETRY)

    @property
    def _is_known(self):
        return self.problem in Problem
