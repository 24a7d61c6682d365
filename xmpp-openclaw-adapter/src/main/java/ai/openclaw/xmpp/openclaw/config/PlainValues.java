package ai.openclaw.xmpp.openclaw.config;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON as plain maps, lists, strings, booleans, longs and doubles; {@code null} members are left out. */
final class PlainValues {

    private PlainValues() {}

    static Map<String, Object> of(JsonObject object) {
        Map<String, Object> plain = new LinkedHashMap<>();
        object.entrySet().forEach(entry -> {
            if (!entry.getValue().isJsonNull()) {
                plain.put(entry.getKey(), of(entry.getValue()));
            }
        });
        return plain;
    }

    private static Object of(JsonElement element) {
        if (element instanceof JsonObject object) {
            return of(object);
        }
        if (element instanceof JsonArray array) {
            List<Object> list = new ArrayList<>();
            array.forEach(item -> list.add(item.isJsonNull() ? "" : of(item)));
            return list;
        }
        JsonPrimitive primitive = element.getAsJsonPrimitive();
        if (primitive.isBoolean()) {
            return primitive.getAsBoolean();
        }
        return primitive.isNumber() ? number(primitive.getAsString()) : primitive.getAsString();
    }

    /** A whole number as a long, whatever way it is written; else a double. */
    private static Object number(String text) {
        try {
            BigDecimal number = new BigDecimal(text);
            return number.stripTrailingZeros().scale() <= 0 && number.precision() - number.scale() <= 18
                    ? (Object) number.longValueExact()
                    : (Object) number.doubleValue();
        } catch (ArithmeticException | NumberFormatException tooLarge) {
            return Double.NaN;
        }
    }
}
