package io.penstock.views;

import io.penstock.schemas.ReconciliationResult;
import io.penstock.schemas.ResolutionOutcome;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a request about a reconciliation case.
 *
 * @param result the case as the request left it; null: it was refused
 */
public record ResolutionAnswer(ResolutionOutcome outcome, @Nullable ReconciliationResult result) {}
