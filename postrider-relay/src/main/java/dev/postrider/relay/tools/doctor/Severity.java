package dev.postrider.relay.tools.doctor;

/** How much a finding matters, from nothing to most. */
public enum Severity {
    /** As it should be. */
    OK,
    /** Good to know; also what could not be checked. */
    NOTICE,
    /** A promise is weaker than it could be, or something will go wrong later. */
    WARNING,
    /** Delivery doesn't work, or events may be lost. */
    PROBLEM
}
