package io.ternmq.broker;

import io.ternmq.broker.config.BrokerConfig;
import io.ternmq.wire.jms.RedeliveryTerms;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A broker's settings as tools are shown them, by RocketMQ's names. Paths and credentials are not among them (DESIGN §8). */
final class SettingsText {
    private SettingsText() {
    }

    static Map<String, String> of(BrokerConfig config) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("brokerClusterName", config.identity().clusterName());
        settings.put("brokerName", config.identity().brokerName());
        settings.put("brokerId", Long.toString(config.identity().brokerId()));
        settings.put("brokerRole", "ASYNC_MASTER");
        settings.put("listenPort", Integer.toString(config.network().listenPort()));
        BrokerConfig.Storage storage = config.storage();
        settings.put("mappedFileSizeCommitLog", Integer.toString(storage.commitLogFileBytes()));
        settings.put("mappedFileSizeConsumeQueue", Integer.toString(storage.consumeQueueFileEntries()));
        settings.put("flushDiskType", storage.flushDiskType().name());
        settings.put("deliverWhenDurable", Boolean.toString(storage.deliversWhenDurable()));
        settings.put("maxMessageSize", Integer.toString(storage.maxMessageBytes()));
        settings.put("messageDelayLevel", storage.delayLevels());
        settings.put("deleteWhen", storage.retention().deleteHours().stream().map(hour -> String.format("%02d", hour))
            .collect(Collectors.joining(";")));
        settings.put("fileReservedTime", Integer.toString(storage.retention().reservedHours()));
        settings.put("diskMaxUsedSpaceRatio", Integer.toString(storage.retention().maxUsedSpacePercent()));
        BrokerConfig.Admission admission = config.admission();
        settings.put("autoCreateTopicEnable", Boolean.toString(admission.autoCreateTopic()));
        settings.put("autoCreateSubscriptionGroup", Boolean.toString(admission.autoCreateGroup()));
        settings.put("defaultTopicQueueNums", Integer.toString(admission.defaultTopicQueues()));
        settings.put("brokerPermission", Integer.toString(admission.permission()));
        settings.put("allowAnonymousAdmin", Boolean.toString(admission.allowAnonymousAdmin()));
        settings.put("jmsUsersFile", admission.jmsUsersFile() == null ? "" : admission.jmsUsersFile().toString());
        settings.put("longPollingEnable", Boolean.toString(config.pull().longPolling()));
        RedeliveryTerms redelivery = config.jms().redelivery();
        settings.put("jmsMaxDeliveries", Integer.toString(redelivery.maxDeliveries()));
        settings.put("jmsRedeliveryDelayMs", Long.toString(redelivery.delayMs()));
        settings.put("jmsRedeliveryMultiplierPercent", Integer.toString(redelivery.multiplierPercent()));
        settings.put("jmsMaxRedeliveryDelayMs", Long.toString(redelivery.maxDelayMs()));
        settings.put("jmsRedeliveryJitterPercent", Integer.toString(redelivery.jitterPercent()));
        settings.put("jmsDeadLetter", redelivery.deadLetter());
        if (config.jms().expiryQueue() != null) {
            settings.put("jmsExpiryQueue", config.jms().expiryQueue());
        }
        settings.put("jmsTransactionMemoryBytes", Integer.toString(config.jms().transactionMemoryBytes()));
        settings.put("jmsMaxHeldBytes", Long.toString(config.jms().maxHeldBytes()));
        return settings;
    }
}
