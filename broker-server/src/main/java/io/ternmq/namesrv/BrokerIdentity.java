package io.ternmq.namesrv;

/**
 * Who registers: fields of REGISTER_BROKER and its relatives (PROTOCOL §3E).
 *
 * @param brokerId  0 for a master
 * @param haAddress address slaves connect to
 */
record BrokerIdentity(String clusterName, String brokerName, long brokerId, String address, String haAddress) {}
