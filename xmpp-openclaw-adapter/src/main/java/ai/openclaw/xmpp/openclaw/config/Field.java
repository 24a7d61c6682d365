package ai.openclaw.xmpp.openclaw.config;

import org.jspecify.annotations.Nullable;

/**
 * A setting.
 *
 * @param name its key
 * @param type what it may hold
 * @param byDefault what holds if it is left out, as plain values; {@code null} for nothing
 * @param doc what it means: one sentence of Markdown for the configuration page
 */
record Field(String name, FieldType type, @Nullable Object byDefault, String doc) {}
